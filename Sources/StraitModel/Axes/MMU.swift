// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The MMU of a ppc64le guest. Not named, it is what the CPU has: asking for radix unasked would make every POWER8 impossible.
    static let mmu = Axis(
        name: "mmu", summary: "radix or hash page tables (ppc64le)", form: .choice(["radix", "hash"]),
        architectures: [.ppc64le],
        apply: { value, setup in
            let radix = setup.architecture.row.cpus.first { $0.name == setup.cpuModel }?.radix ?? false
            if value.text == "hash" {
                if radix { setup.kernelArguments.append("disable_radix") }
            } else if !radix {
                throw unsupported("\(setup.cpuModel) has no radix MMU; POWER9 and later have")
            }
        },
        effective: { $0.mmu.map { .text($0) } }, isShown: [.ppc64le])
}
