// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A guest's machine as arguments for QEMU, for use without libvirt. The devices are the same as for libvirt, so that
/// the same layout follows from the same seed. Pure.
public enum QEMUCommand {
    /// The name of QEMU's program.
    public static func program(for setup: GuestSetup) -> String {
        "qemu-system-\(setup.architecture.platform.machine.emulator)"
    }

    /// Its arguments: each option with its value. Paths of files are those that the caller set.
    public static func arguments(for plan: DomainPlan) -> [[String]] {
        let setup = plan.setup
        let devices = plan.devices.flatMap { plan.options(of: $0) }
        let standard = [
            ["-machine", machine(setup)], ["-accel", plan.acceleration.rawValue], ["-cpu", cpu(plan)],
            ["-m", "\(setup.memory.count)M"], ["-smp", "1"],
            ["-display", "none"], ["-no-user-config"], ["-nodefaults"], ["-rtc", "base=utc"], ["-no-reboot"],
            ["-kernel", plan.kernelPath], ["-initrd", plan.initramfsPath], ["-append", setup.commandLine],
        ]
        let replaced = Set(["-m", "-smp"]).intersection(devices.compactMap(\.first))
        return standard.filter { !replaced.contains($0[0]) } + devices
            + (setup.seed.map { [["-seed", String($0)]] } ?? [])
    }

    private static func machine(_ setup: GuestSetup) -> String {
        let machine = setup.architecture.platform.machine
        var parts = [machine.type]
        // libvirt adds these itself.
        if case .deviceTree(let without) = machine.description { parts += without }
        parts += setup.machineOptions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return parts.joined(separator: ",")
    }

    private static func cpu(_ plan: DomainPlan) -> String {
        let setup = plan.setup
        var parts = [setup.cpuModel] + plan.features.map { "\($0.name)=\($0.enabled ? "on" : "off")" }
        if let bits = setup.physBits { parts.append("phys-bits=\(bits)") }
        return parts.joined(separator: ",")
    }
}
