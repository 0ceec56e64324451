// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The kind of MMU. By default it is the CPU's: with radix as the default every POWER8 would be impossible.
    public static let mmu = Axis(
        name: "mmu",
        summary: "\(kinds.joined(separator: " or ")) page tables (\(Platform.names { !$0.processors.mmus.isEmpty }))",
        display: Display(label: "MMU") { "\($0) MMU" }, form: .choice(kinds),
        isPart: { !$0.processors.mmus.isEmpty },
        apply: { value, setup in
            let processors = setup.architecture.platform.processors
            guard let mmu = processors.mmus.first(where: { $0.name == value.text }),
                let model = processors.model(setup.cpuModel)
            else { throw unsupported("\(setup.cpuModel) has no \(value) MMU") }
            guard model.mmus.contains(mmu.name) else {
                throw unsupported("\(model.name) has no \(mmu.name) MMU; \(mmu.owners) have")
            }
            if mmu.name != model.mmus.first { setup.kernelArguments += mmu.arguments }
        },
        asks: [.cpuinfo],
        effective: { guest in
            guard !guest.architecture.platform.processors.mmus.isEmpty else { return nil }
            return guest[.cpuinfo].value(of: "mmu").map { .text(String($0.lowercased().prefix(256))) }
        },
        implied: { $0.mmus.first.map { .text($0) } })

    private static let kinds = Architecture.allCases.flatMap { $0.platform.processors.mmus.map(\.name) }.uniqued()
}
