// SPDX-License-Identifier: Apache-2.0

import Foundation
import FoundationXML
import StraitModel

/// Renders a ``DomainPlan`` as libvirt's domain XML (https://libvirt.org/formatdomain.html). Pure.
enum DomainXML {
    static func render(_ plan: DomainPlan) -> String {
        let attributes = [
            "type": plan.acceleration == .kvm ? "kvm" : "qemu",
            "xmlns:qemu": "http://libvirt.org/schemas/domain/qemu/1.0",
        ]
        let whole = DomainElement("domain", attributes, children(plan))
        return element(whole).xmlString(options: [.nodePrettyPrint]) + "\n"
    }

    private static func children(_ plan: DomainPlan) -> [DomainElement] {
        let machine = plan.setup.architecture.platform.machine
        let own = plan.elements(of: .domain)
        let standard = [
            DomainElement("name", text: plan.name),
            DomainElement("memory", ["unit": "MiB"], text: String(plan.setup.memory.count)),
            DomainElement("vcpu", text: "1"), boot(plan, machine),
            DomainElement("features", [:], machine.description == .acpi ? [DomainElement("acpi")] : []), cpu(plan),
            // A guest that powers off, reboots or crashes is over, and libvirt says so at once.
            DomainElement("on_poweroff", text: "destroy"), DomainElement("on_reboot", text: "destroy"),
            DomainElement("on_crash", text: "destroy"),
            DomainElement("devices", [:], plan.elements(of: .devices)),
            // The guest's files are strait's own and no security driver relabels them.
            DomainElement("seclabel", ["type": "none"]), commandLine(plan),
            // libvirt's own switch for what it takes QEMU to be able to do
            // (https://libvirt.org/drvqemu.html#control-qemu-capabilities).
            DomainElement(
                "qemu:capabilities", [:],
                machine.withoutCapabilities.map { DomainElement("qemu:del", ["capability": $0]) }),
        ]
        return standard.filter { element in !own.contains { $0.name == element.name } } + own
    }

    private static func boot(_ plan: DomainPlan, _ machine: Platform.Machine) -> DomainElement {
        DomainElement(
            "os", [:],
            [
                DomainElement("type", ["arch": machine.emulator, "machine": machine.type], text: "hvm"),
                DomainElement("kernel", text: plan.kernelPath), DomainElement("initrd", text: plan.initramfsPath),
                DomainElement("cmdline", text: plan.setup.commandLine),
            ])
    }

    private static func cpu(_ plan: DomainPlan) -> DomainElement {
        let model = plan.setup.cpuModel
        var children: [DomainElement] = []
        if model != "max" { children.append(DomainElement("model", ["fallback": "forbid"], text: model)) }
        children += plan.features.map {
            DomainElement("feature", ["policy": $0.enabled ? "require" : "disable", "name": $0.name])
        }
        // check='none': strait asks the guest itself what it has, so libvirt need not predict it.
        let mode = model == "max" ? ["mode": "maximum"] : ["mode": "custom", "match": "exact"]
        return DomainElement("cpu", mode.merging(["check": "none"]) { $1 }, children + plan.elements(of: .cpu))
    }

    /// What libvirt has no element for.
    private static func commandLine(_ plan: DomainPlan) -> DomainElement {
        let setup = plan.setup
        var options = setup.machineOptions.sorted { $0.key < $1.key }.map { ["-machine", "\($0.key)=\($0.value)"] }
        // libvirt's <maxphysaddr> refuses more bits than the host's processor has, under emulation too, where that means nothing.
        if let bits = setup.physBits, case .property(let type) = setup.architecture.platform.addresses.width {
            options += [["-global", "\(type).host-phys-bits=off"], ["-global", "\(type).phys-bits=\(bits)"]]
        }
        options += plan.devices.filter { $0.domain == .options }.flatMap { plan.options(of: $0) }
        if let seed = setup.seed { options.append(["-seed", String(seed)]) }
        if let socket = plan.debugSocket { options.append(["-gdb", "unix:\(socket),server=on,wait=off"]) }
        return DomainElement(
            "qemu:commandline", [:], options.joined().map { DomainElement("qemu:arg", ["value": $0]) })
    }

    private static func element(_ value: DomainElement) -> XMLElement {
        let element = XMLElement(name: value.name)
        for (key, text) in value.attributes.sorted(by: { $0.key < $1.key }) {
            guard let attribute = XMLNode.attribute(withName: key, stringValue: text) as? XMLNode else { continue }
            element.addAttribute(attribute)
        }
        if !value.text.isEmpty { element.stringValue = value.text }
        for child in value.children { element.addChild(Self.element(child)) }
        return element
    }
}

extension DomainPlan {
    /// The domain as libvirt's XML.
    public var xml: String { DomainXML.render(self) }
}
