// SPDX-License-Identifier: Apache-2.0

/// A guest's machine as a plain value: what the axes work on and what the guest stage renders as domain XML.
public struct GuestSetup: Sendable, Codable, Equatable {
    /// A CPU feature switched on or off explicitly.
    public struct Feature: Sendable, Codable, Equatable {
        /// QEMU's and libvirt's name of it.
        public var name: String
        /// Whether the guest has it.
        public var enabled: Bool

        /// A feature switched on or off.
        public init(_ name: String, enabled: Bool) {
            self.name = name
            self.enabled = enabled
        }
    }

    /// The architecture, whose platform gives everything that is not an axis.
    public var architecture: Architecture
    /// QEMU's CPU model; `max` is everything that the emulator can do.
    public var cpuModel: String
    /// Physical address width in bits, where it is a number of its own and not the CPU model's (x86).
    public var physBits: Int?
    /// CPU features switched on or off.
    public var features: [Feature]
    /// RAM.
    public var memory: Mebibytes
    /// Machine properties, as in QEMU's `-machine TYPE,key=value`.
    public var machineOptions: [String: String]
    /// Size of the 64-bit PCI window, where it is not the machine's default (x86).
    public var pciHole64: Mebibytes?
    /// The kernel's base page size in KiB, where one was asked for: what it is booted with, not what the machine is.
    public var pageSizeKiB: Int?
    /// What axes add to the devices that every machine has, in their order.
    public var devices: [Device]
    /// QEMU's `-seed`: what the guest draws from QEMU's randomness is then the same in every boot.
    public var seed: UInt64?
    /// Extra arguments on the kernel's command line, after the architecture's own.
    public var kernelArguments: [String]
}
