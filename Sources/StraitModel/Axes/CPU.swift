// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// QEMU's CPU model. On aarch64 the address width is the model's.
    static let cpu = Axis(
        name: "cpu", summary: "QEMU's CPU model; on aarch64 the address width comes with it",
        form: .pattern(
            expected: "a CPU model such as cortex-a53, POWER9 or max",
            parse: { text in
                let allowed = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
                return allowed && !text.isEmpty && text.count <= 40 ? text : nil
            }),
        standard: { .text($0.row.defaultCPU) },
        apply: { value, setup in
            guard let name = value.text else { return }
            let known = setup.architecture.row.cpus
            guard known.isEmpty || known.contains(where: { $0.name == name }) else {
                let names = known.map(\.name).joined(separator: ", ")
                throw unsupported("\(setup.architecture.rawValue) has no CPU model \(name); there are \(names)")
            }
            setup.cpuModel = name
        },
        effective: { $0.cpu.map { .text($0) } }, isShown: [.aarch64, .ppc64le],
        mismatch: { requested, evidence in
            // Only where the guest identifies the model itself: aarch64 by its MIDR, ppc64le by its name.
            guard let name = requested.text, let row = evidence.architecture.row.cpus.first(where: { $0.name == name }),
                let shown = evidence.cpu
            else { return nil }
            if let midr = row.midr {
                return shown == midr ? nil : "requested cpu \(name) (\(midr)), the guest shows \(shown)"
            }
            return shown.hasPrefix(name) ? nil : "requested cpu \(name), the guest shows \(shown)"
        })
}
