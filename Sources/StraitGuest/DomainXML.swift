// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem

/// Renders a ``DomainPlan`` as libvirt's domain XML (https://libvirt.org/formatdomain.html). Pure. Errors: those of
/// ``StraitSystem/XML``.
enum DomainXML {
    static func render(_ plan: DomainPlan) throws -> String {
        let attributes = [
            "type": plan.acceleration == .kvm ? "kvm" : "qemu",
            "xmlns:qemu": "http://libvirt.org/schemas/domain/qemu/1.0",
        ]
        return try XML.text(XMLElement("domain", attributes, children(plan))) + "\n"
    }

    private static func children(_ plan: DomainPlan) -> [XMLElement] {
        let machine = plan.setup.architecture.platform.machine
        let own = plan.elements(of: .domain)
        let standard = [
            XMLElement("name", text: plan.name),
            XMLElement("memory", ["unit": "MiB"], text: String(plan.setup.memory.count)),
            XMLElement("vcpu", text: "1"), boot(plan, machine),
            XMLElement("features", [:], machine.description == .acpi ? [XMLElement("acpi")] : []), cpu(plan),
            // A guest that powers off, reboots or crashes ends, and libvirt reports it at once.
            XMLElement("on_poweroff", text: "destroy"), XMLElement("on_reboot", text: "destroy"),
            XMLElement("on_crash", text: "destroy"),
            XMLElement("devices", [:], plan.elements(of: .devices)),
            // The guest's files belong to strait, and no security driver relabels them.
            XMLElement("seclabel", ["type": "none"]), commandLine(plan),
            // libvirt's own switch for the capabilities of QEMU that it uses
            // (https://libvirt.org/drvqemu.html#control-qemu-capabilities).
            XMLElement(
                "qemu:capabilities", [:],
                machine.withoutCapabilities.map { XMLElement("qemu:del", ["capability": $0]) }),
        ]
        return standard.filter { element in !own.contains { $0.name == element.name } } + own
    }

    private static func boot(_ plan: DomainPlan, _ machine: Platform.Machine) -> XMLElement {
        XMLElement(
            "os", [:],
            [
                XMLElement("type", ["arch": machine.emulator, "machine": machine.type], text: "hvm"),
                XMLElement("kernel", text: plan.kernelPath), XMLElement("initrd", text: plan.initramfsPath),
                XMLElement("cmdline", text: plan.setup.commandLine),
            ])
    }

    private static func cpu(_ plan: DomainPlan) -> XMLElement {
        let model = plan.setup.cpuModel
        var children: [XMLElement] = []
        if model != "max" { children.append(XMLElement("model", ["fallback": "forbid"], text: model)) }
        children += plan.features.map {
            XMLElement("feature", ["policy": $0.enabled ? "require" : "disable", "name": $0.name])
        }
        // check='none': strait asks the guest itself what it has, so libvirt need not check it.
        let mode = model == "max" ? ["mode": "maximum"] : ["mode": "custom", "match": "exact"]
        return XMLElement("cpu", mode.merging(["check": "none"]) { $1 }, children + plan.elements(of: .cpu))
    }

    /// Options that libvirt has no element for.
    private static func commandLine(_ plan: DomainPlan) -> XMLElement {
        let setup = plan.setup
        var options = setup.machineOptions.sorted { $0.key < $1.key }.map { ["-machine", "\($0.key)=\($0.value)"] }
        // libvirt's <maxphysaddr> refuses more bits than the host's processor has, even under emulation.
        if let bits = setup.physBits, case .property(let type) = setup.architecture.platform.addresses.width {
            options += [["-global", "\(type).host-phys-bits=off"], ["-global", "\(type).phys-bits=\(bits)"]]
        }
        options += plan.devices.filter { $0.domain == .options }.flatMap { plan.options(of: $0) }
        if let seed = setup.seed { options.append(["-seed", String(seed)]) }
        if let socket = plan.debugSocket { options.append(["-gdb", "unix:\(socket),server=on,wait=off"]) }
        return XMLElement(
            "qemu:commandline", [:], options.joined().map { XMLElement("qemu:arg", ["value": $0]) })
    }
}

extension DomainPlan {
    /// The domain XML. Errors: `request` for a path or a command line with a character that XML cannot contain.
    public var xml: String { get throws { try DomainXML.render(self) } }
}
