// SPDX-License-Identifier: Apache-2.0

extension Platform {
    /// The machine that QEMU plays.
    public struct Machine: Sendable {
        /// libvirt's and QEMU's name of the architecture (`qemu-system-…`, domain XML).
        public let emulator: String
        /// The Debian package that has the emulator.
        public let package: String
        /// QEMU's machine type.
        public let type: String
        /// Machine properties that every guest gets, and that libvirt has no elements for.
        public let options: [String: String]
        /// What tells the kernel about its hardware.
        public let description: HardwareDescription
        /// QEMU's name of the PCI bus that devices are put on.
        public let pciBus: String
        /// The PCI window above 4 GiB.
        public let window: PCIWindow
        /// The serial console.
        public let console: Console
        /// What libvirt shall not make use of in QEMU, by libvirt's own names.
        public let withoutCapabilities: [String]
        /// RAM comes in multiples of this.
        public let memoryUnit: Mebibytes
        /// Whether the machine can be kept below 4 GiB.
        public let lowOnly: LowOnly
        /// Throws the reason why QEMU or the guest cannot have a machine, `unsupported`. Called when all axes have been applied.
        public let check: @Sendable (GuestSetup) throws -> Void
        /// Whether a host of the same architecture could run a machine on its own processor.
        public let hardware: @Sendable (GuestSetup) -> Hardware
    }

    /// What tells the kernel about its hardware.
    public enum HardwareDescription: Sendable, Equatable {
        /// ACPI tables.
        case acpi
        /// A device tree. `without` is what QEMU's machine needs as an option so that it has no ACPI tables: libvirt gives it by itself.
        case deviceTree(without: [String])
    }

    /// The PCI window above 4 GiB.
    public enum PCIWindow: Sendable, Equatable {
        /// Its size can be set: by libvirt on the root controller of that model, by QEMU on that device. `name` is how `/proc/iomem` shows it.
        case settable(controller: String, device: String, name: String)
        /// It is the machine's own.
        case fixed
    }

    /// The serial console.
    public struct Console: Sendable {
        /// The kernel's name of it, for `console=`.
        public let name: String
        /// The option that gives QEMU the device, with the character device `console` behind it.
        public let option: [String]
    }

    /// Whether the machine can be kept below 4 GiB.
    public enum LowOnly: Sendable, Equatable {
        /// By that machine option, with room for so much RAM. `bridge` is the range of `/proc/iomem` that shows it.
        case option(String, room: Mebibytes, bridge: String)
        /// No option does that.
        case impossible
    }

    /// Whether a host of the same architecture could run a machine on its own processor.
    public enum Hardware: Sendable, Equatable {
        /// It could.
        case possible
        /// It could not, for this reason.
        case impossible(String)
    }
}
