// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// QEMU's CPU model. On aarch64 it also decides the address width.
    public static let cpu = Axis(
        name: "cpu",
        summary:
            "QEMU's CPU model; on \(Platform.names { $0.addresses.width == .ofModel }) the address width comes with it",
        display: Display(label: "CPU") { "CPU \($0)" },
        form: .pattern(
            expected: "a CPU model such as cortex-a53, POWER9 or max",
            parse: { text in
                let allowed = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
                return allowed && !text.isEmpty && text.count <= 40 ? text : nil
            }),
        names: Names(noun: "CPU model") { $0.processors.models.map(\.name) },
        standard: { .text($0.processors.standard) },
        apply: { value, setup in
            guard let name = value.text else { return }
            let models = setup.architecture.platform.processors.models
            guard models.isEmpty || models.contains(where: { $0.name == name }) else {
                let names = models.map(\.name).joined(separator: ", ")
                throw unsupported("\(setup.architecture.rawValue) has no CPU model \(name); there are \(names)")
            }
            setup.cpuModel = name
        },
        // An address width can choose the model. A standard model is not recorded as requested; a requested one is
        // kept.
        settle: { value, isNamed, others, setup in
            guard isNamed, let name = value.text, name != setup.cpuModel, let bits = others[physBits.name] else {
                return isNamed ? value : .text(setup.cpuModel)
            }
            throw unsupported("\(name) does not have \(bits) bits; leave out cpu or physBits")
        },
        asks: [.cpuinfo], isShown: { !$0.processors.models.isEmpty },
        effective: { guest in
            let shown = guest.architecture.platform.processors.identity.map { guest[.cpuinfo].value(of: $0) }
            guard !shown.contains(nil) else { return nil }
            return .text(String(shown.compactMap { $0 }.joined(separator: "/").prefix(256)))
        },
        // Only if the guest identifies the model.
        contradiction: { requested, shown, platform in
            guard let model = platform.processors.model(requested.text) else { return nil }
            switch model.identity {
            case .exactly(let identity):
                return shown.text == identity
                    ? nil : "requested cpu \(model.name) (\(identity)), the guest shows \(shown)"
            case .beginning(let identity):
                return shown.text?.hasPrefix(identity) == true
                    ? nil : "requested cpu \(model.name), the guest shows \(shown)"
            }
        },
        bits: { value, platform in platform.processors.model(value.text)?.width.bits })
}
