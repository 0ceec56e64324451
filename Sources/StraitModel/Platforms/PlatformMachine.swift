// SPDX-License-Identifier: Apache-2.0

extension Platform {
    /// The machine that QEMU emulates.
    public struct Machine: Sendable {
        /// The name of the architecture in libvirt and QEMU (`qemu-system-…`, domain XML).
        public let emulator: String
        /// The Debian package of the emulator.
        public let package: String
        /// QEMU's machine type.
        public let type: String
        /// Machine properties of every guest for which libvirt has no elements.
        public let options: [String: String]
        /// How the kernel learns about its hardware.
        public let description: HardwareDescription
        /// QEMU's name of the PCI bus for devices.
        public let pciBus: String
        /// The PCI window above 4 GiB.
        public let window: PCIWindow
        /// The serial console.
        public let console: Console
        /// QEMU capabilities that libvirt must not use, by libvirt's names.
        public let withoutCapabilities: [String]
        /// RAM has to be a multiple of this.
        public let memoryUnit: Mebibytes
        /// Whether the machine can be limited to addresses below 4 GiB.
        public let lowOnly: LowOnly
        /// Throws `unsupported` with the reason if QEMU or the guest cannot have a machine. Called after all axes are
        /// applied.
        public let check: @Sendable (GuestSetup) throws -> Void
        /// Whether a host of the same architecture can run a machine with KVM.
        public let hardware: @Sendable (GuestSetup) -> Hardware
    }

    /// How the kernel learns about its hardware.
    public enum HardwareDescription: Sendable, Equatable {
        /// ACPI tables.
        case acpi
        /// A device tree. `without`: the machine option with which QEMU omits its ACPI tables; libvirt sets it itself.
        case deviceTree(without: [String])
    }

    /// The PCI window above 4 GiB.
    public enum PCIWindow: Sendable, Equatable {
        /// Its size can be set: in libvirt on the root controller `controller`, in QEMU on `device`. `name` is its name
        /// in `/proc/iomem`.
        case settable(controller: String, device: String, name: String)
        /// It is fixed by the machine.
        case fixed
    }

    /// The serial console.
    public struct Console: Sendable {
        /// The kernel's name for it, for `console=`.
        public let name: String
        /// QEMU's option for the device, with the character device `console`.
        public let option: [String]
    }

    /// Whether the machine can be limited to addresses below 4 GiB.
    public enum LowOnly: Sendable, Equatable {
        /// With a machine option, and at most `room` of RAM. `bridge` is the range of `/proc/iomem` that shows it.
        case option(String, room: Mebibytes, bridge: String)
        /// There is no option for it.
        case impossible
    }

    /// Whether a host of the same architecture can run a machine with KVM.
    public enum Hardware: Sendable, Equatable {
        /// It can.
        case possible
        /// It cannot; with the reason.
        case impossible(String)
    }
}
