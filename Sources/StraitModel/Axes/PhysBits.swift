// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The physical address width in bits: a number on x86, decided by the CPU model on aarch64, without a meaning on
    /// ppc64le.
    public static let physBits = Axis(
        name: "physBits", summary: "physical address width in bits",
        display: Display(label: "address width", preposition: "at", ownColumns: 20...64) { "\($0) bits" },
        form: .integer(32...52, unit: "bits"),
        apply: { value, setup in
            guard let bits = value.integer else { return }
            switch setup.architecture.platform.addresses.width {
            // Whether the machine fits is checked for the whole machine: `Platform.Machine.check`.
            case .property: setup.physBits = bits
            case .ofModel: try chooseModel(bits, &setup)
            case .none(let reason): throw unsupported(reason)
            }
        },
        asks: [.cpuinfo],
        // If the CPU model decides the width, the guest shows the model and not the width.
        isShown: { if case .property = $0.addresses.width { true } else { false } },
        effective: { guest in
            guard case .property = guest.architecture.platform.addresses.width else { return nil }
            return bits(in: guest[.cpuinfo].words(of: "address sizes")).map { .integer($0) }
        },
        implied: { $0.width.bits.map { .integer($0) } }, bits: { value, _ in value.integer })

    private static func chooseModel(_ bits: Int, _ setup: inout GuestSetup) throws {
        let name = setup.architecture.rawValue
        let processors = setup.architecture.platform.processors
        if processors.model(setup.cpuModel)?.width == .bits(bits) { return }
        guard setup.cpuModel == processors.standard else {
            throw unsupported("\(setup.cpuModel) does not have \(bits) bits; leave out cpu or physBits")
        }
        guard let model = processors.models.first(where: { $0.width == .bits(bits) }) else {
            let known = Set(processors.models.compactMap(\.width.bits)).sorted().map(String.init)
            throw unsupported(
                "no CPU model of QEMU has \(bits) bits on \(name); there are \(known.joined(separator: ", "))")
        }
        setup.cpuModel = model.name
    }

    /// `40 bits physical, 48 bits virtual`.
    private static func bits(in words: [Substring]) -> Int? {
        guard let place = words.firstIndex(where: { $0.hasPrefix("physical") }), place >= 2,
            words[place - 1] == "bits", let bits = Int(words[place - 2]), (1...64).contains(bits)
        else { return nil }
        return bits
    }
}
