// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A guest's machine as arguments for QEMU itself, for who has no libvirt: the same devices at the same places as libvirt is asked for,
/// so that the same layout follows from the same seed. Pure.
public enum QEMUCommand {
    /// What differs between architectures beyond the model's row.
    private struct Row {
        /// The PCI bus's name.
        var bus = "pcie.0"
        /// What libvirt says of the machine when nothing else is asked for.
        var machineOptions: [String] = []
        /// The serial port's device.
        var serial: [String] = ["-serial", "chardev:console"]
        /// The device that has a property for the 64-bit PCI window.
        var pciHost: String?
    }

    private static let rows: [Architecture: Row] = [
        .x86_64: Row(
            serial: ["-device", "isa-serial,chardev=console"], pciHost: "q35-pcihost"),
        .aarch64: Row(machineOptions: ["acpi=off"]),
        .ppc64le: Row(bus: "pci.0", serial: ["-device", "spapr-vty,chardev=console,reg=0x30000000"]),
    ]

    /// The program.
    public static func program(for setup: GuestSetup) -> String {
        "qemu-system-\(setup.architecture.row.emulatorName)"
    }

    /// Its arguments, an option with its value each; what is a file's path is the caller's.
    public static func arguments(for plan: DomainPlan) -> [[String]] {
        let setup = plan.setup
        let row = rows[setup.architecture] ?? Row()
        let machine =
            [setup.architecture.row.machine] + row.machineOptions
            + setup.machineOptions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var arguments = [
            ["-machine", machine.joined(separator: ",")], ["-accel", plan.acceleration.rawValue],
            ["-cpu", cpu(plan)], ["-m", "\(setup.memory.count)M"], ["-smp", "1"],
            ["-display", "none"], ["-no-user-config"], ["-nodefaults"], ["-rtc", "base=utc"], ["-no-reboot"],
            ["-kernel", plan.kernelPath], ["-initrd", plan.initramfsPath], ["-append", setup.commandLine],
            ["-device", "virtio-serial-pci,id=virtio-serial0,bus=\(row.bus),addr=0x3"],
            ["-chardev", "stdio,id=console,signal=on"], row.serial,
            ["-chardev", "null,id=channel"],
            ["-device", "virtserialport,bus=virtio-serial0.0,nr=1,chardev=channel,name=\(DomainPlan.channelName)"],
        ]
        if let host = row.pciHost, let window = setup.pciHole64 {
            arguments.append(["-global", "\(host).pci-hole64-size=\(window.count)M"])
        }
        if let seed = setup.seed { arguments.append(["-seed", String(seed)]) }
        return arguments
    }

    private static func cpu(_ plan: DomainPlan) -> String {
        let setup = plan.setup
        var parts = [setup.cpuModel] + plan.features.map { "\($0.name)=\($0.enabled ? "on" : "off")" }
        if let bits = setup.physBits { parts.append("phys-bits=\(bits)") }
        return parts.joined(separator: ",")
    }
}
