// SPDX-License-Identifier: Apache-2.0

/// Why a guest ended, as libvirt tells it.
public enum GuestEnd: String, Sendable, Codable, Equatable {
    /// It powered off or reboots; a reboot ends a guest here (`panic=-1` reboots).
    case shutdown
    /// QEMU saw it crash (a panic device told so).
    case crashed
    /// QEMU itself ended without being asked.
    case died
    /// strait ended it.
    case destroyed
}
