// SPDX-License-Identifier: Apache-2.0

import Foundation
import FoundationXML
import StraitModel

/// Renders a ``DomainPlan`` as libvirt's domain XML (https://libvirt.org/formatdomain.html). Pure.
enum DomainXML {
    /// What differs between architectures in the XML beyond the model's row.
    private struct Row {
        /// The root PCI controller's model, where the machine has one that takes a 64-bit window.
        var pciRoot: String?
        /// Whether the machine boots with ACPI tables by default.
        var acpi: Bool
        /// What libvirt shall not make use of in QEMU, by libvirt's own names.
        var withoutCapabilities: [String] = []
    }

    private static let rows: [Architecture: Row] = [
        // Where QEMU can tell what a CPU lacks, libvirt asks for each of its 400 properties one by one before a guest runs, a tenth of the
        // time to readiness. Without, it asks for the CPUID words, two questions. strait makes use of neither: it asks the guest.
        .x86_64: Row(pciRoot: "pcie-root", acpi: true, withoutCapabilities: ["cpu-unavailable-features"]),
        // ACPI on aarch64 needs UEFI firmware, which would only cost time: the kernel boots from the device tree.
        .aarch64: Row(pciRoot: nil, acpi: false),
        .ppc64le: Row(pciRoot: nil, acpi: false),
    ]

    static func render(_ plan: DomainPlan) -> String {
        let setup = plan.setup
        let row = rows[setup.architecture] ?? Row(pciRoot: nil, acpi: false)
        let domain = element(
            "domain",
            [
                "type": plan.acceleration == .kvm ? "kvm" : "qemu",
                "xmlns:qemu": "http://libvirt.org/schemas/domain/qemu/1.0",
            ],
            [
                element("name", text: plan.name),
                element("memory", ["unit": "MiB"], text: String(setup.memory.count)),
                element("vcpu", text: "1"),
                element(
                    "os",
                    children: [
                        element(
                            "type",
                            ["arch": setup.architecture.row.emulatorName, "machine": setup.architecture.row.machine],
                            text: "hvm"),
                        element("kernel", text: plan.kernelPath),
                        element("initrd", text: plan.initramfsPath),
                        element("cmdline", text: setup.commandLine),
                    ]),
                element("features", children: row.acpi ? [element("acpi")] : []),
                cpu(plan),
                // A guest that powers off, reboots or crashes is over, and libvirt says so at once.
                element("on_poweroff", text: "destroy"),
                element("on_reboot", text: "destroy"),
                element("on_crash", text: "destroy"),
                devices(setup, row),
                // The guest's files are strait's own and no security driver relabels them.
                element("seclabel", ["type": "none"]),
                commandLine(plan),
                capabilities(row),
            ])
        return domain.xmlString(options: [.nodePrettyPrint]) + "\n"
    }

    private static func cpu(_ plan: DomainPlan) -> XMLElement {
        let setup = plan.setup
        var children: [XMLElement] = []
        if setup.cpuModel != "max" { children.append(element("model", ["fallback": "forbid"], text: setup.cpuModel)) }
        children += plan.features.map {
            element("feature", ["policy": $0.enabled ? "require" : "disable", "name": $0.name])
        }
        // check='none': strait asks the guest itself what it has, so libvirt need not predict it.
        let mode = setup.cpuModel == "max" ? ["mode": "maximum"] : ["mode": "custom", "match": "exact"]
        return element("cpu", mode.merging(["check": "none"]) { $1 }, children)
    }

    private static func devices(_ setup: GuestSetup, _ row: Row) -> XMLElement {
        var children = [
            element("controller", ["type": "usb", "model": "none"]),
            element("memballoon", ["model": "none"]),
            // On the root bus itself: behind root ports, as libvirt would put it, the guest enumerates two buses more.
            element(
                "controller", ["type": "virtio-serial", "index": "0"],
                [element("address", ["type": "pci", "domain": "0", "bus": "0", "slot": "3", "function": "0"])]),
            element("console", ["type": "pty"]),
            element(
                "channel", ["type": "unix"],
                [element("target", ["type": "virtio", "name": DomainPlan.channelName])]),
        ]
        if let model = row.pciRoot, let window = setup.pciHole64 {
            children.append(
                element(
                    "controller", ["type": "pci", "index": "0", "model": model],
                    [element("pcihole64", ["unit": "KiB"], text: String(window.count << 10))]))
        }
        return element("devices", children: children)
    }

    /// What libvirt has no element for.
    private static func commandLine(_ plan: DomainPlan) -> XMLElement {
        let setup = plan.setup
        var arguments = setup.machineOptions.sorted { $0.key < $1.key }.flatMap {
            ["-machine", "\($0.key)=\($0.value)"]
        }
        // libvirt's <maxphysaddr> refuses more bits than the host's processor has, under emulation too, where that means nothing.
        if let bits = setup.physBits {
            arguments += ["-global", "x86_64-cpu.host-phys-bits=off", "-global", "x86_64-cpu.phys-bits=\(bits)"]
        }
        if let seed = setup.seed { arguments += ["-seed", String(seed)] }
        if let socket = plan.debugSocket { arguments += ["-gdb", "unix:\(socket),server=on,wait=off"] }
        return element("qemu:commandline", children: arguments.map { element("qemu:arg", ["value": $0]) })
    }

    /// libvirt's own switch for what it takes QEMU to be able to do (https://libvirt.org/drvqemu.html#control-qemu-capabilities).
    private static func capabilities(_ row: Row) -> XMLElement {
        element(
            "qemu:capabilities", children: row.withoutCapabilities.map { element("qemu:del", ["capability": $0]) })
    }

    private static func element(
        _ name: String, _ attributes: [String: String] = [:], _ children: [XMLElement] = [], text: String? = nil
    ) -> XMLElement {
        let element = XMLElement(name: name)
        for (key, value) in attributes.sorted(by: { $0.key < $1.key }) {
            guard let attribute = XMLNode.attribute(withName: key, stringValue: value) as? XMLNode else { continue }
            element.addAttribute(attribute)
        }
        if let text { element.stringValue = text }
        for child in children { element.addChild(child) }
        return element
    }

    private static func element(_ name: String, children: [XMLElement]) -> XMLElement { element(name, [:], children) }
}
