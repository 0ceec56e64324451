// SPDX-License-Identifier: Apache-2.0

/// A guest's machine as a plain value: axes change it, and StraitGuest renders it as domain XML.
public struct GuestSetup: Sendable, Codable, Equatable {
    /// A CPU feature that is explicitly switched on or off.
    public struct Feature: Sendable, Codable, Equatable {
        /// The name in QEMU and libvirt.
        public var name: String
        /// Whether the guest has it.
        public var enabled: Bool

        /// Makes a feature.
        public init(_ name: String, enabled: Bool) {
            self.name = name
            self.enabled = enabled
        }
    }

    /// The architecture; its platform decides everything that is not an axis.
    public var architecture: Architecture
    /// QEMU's CPU model; `max` has everything that the emulator supports.
    public var cpuModel: String
    /// Physical address width in bits; nil if the CPU model decides it.
    public var physBits: Int?
    /// CPU features switched on or off.
    public var features: [Feature]
    /// RAM.
    public var memory: Mebibytes
    /// Machine properties, as in QEMU's `-machine TYPE,key=value`.
    public var machineOptions: [String: String]
    /// Size of the 64-bit PCI window; nil for the machine's default (x86).
    public var pciHole64: Mebibytes?
    /// The requested base page size of the kernel in KiB; it selects the kernel and does not change the machine.
    public var pageSizeKiB: Int?
    /// Devices that axes add to those of every machine, in order.
    public var devices: [Device]
    /// QEMU's `-seed`: what the guest reads from QEMU's randomness is then the same in every boot.
    public var seed: UInt64?
    /// Extra arguments on the kernel's command line, after the architecture's own.
    public var kernelArguments: [String]
}
