// SPDX-License-Identifier: Apache-2.0

/// Why a guest ended, as libvirt reports it.
public enum GuestEnd: String, Sendable, Codable, Equatable {
    /// It powered off or rebooted; a reboot ends a guest here (`panic=-1` reboots).
    case shutdown
    /// QEMU reported a crash, through a panic device.
    case crashed
    /// QEMU ended without being asked.
    case died
    /// strait ended it.
    case destroyed
}
