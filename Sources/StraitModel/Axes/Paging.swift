// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The levels of page tables. With four levels x86 uses at most 46 bits of physical addresses, whatever the width
    /// (MAX_PHYSMEM_BITS, arch/x86/include/asm/sparsemem.h).
    public static let paging = Axis(
        name: "paging",
        summary:
            "\(pagings.joined(separator: " or ")) page tables (\(Platform.names { !$0.processors.pagings.isEmpty }))",
        display: Display(label: "paging") { "\($0) paging" }, form: .choice(pagings),
        names: Names(noun: "way of paging") { $0.processors.pagings.map(\.name) },
        isPart: { !$0.processors.pagings.isEmpty },
        standard: { $0.processors.pagings.first.map { .text($0.name) } },
        apply: { value, setup in
            let known = setup.architecture.platform.processors.pagings
            guard let paging = known.first(where: { $0.name == value.text }) else {
                let names = known.map(\.name).joined(separator: ", ")
                throw unsupported("\(setup.architecture.rawValue) has no paging \(value); there are \(names)")
            }
            setup.features += paging.features
            setup.kernelArguments += paging.arguments
        },
        asks: [.cpuinfo],
        effective: { guest in
            let known = guest.architecture.platform.processors.pagings
            return known.first { $0.sign.isThere(in: guest[.cpuinfo]) }.map { .text($0.name) }
        })

    private static let pagings = Architecture.allCases.flatMap { $0.platform.processors.pagings.map(\.name) }.uniqued()
}

extension Platform.Sign {
    /// Whether `/proc/cpuinfo` shows this paging.
    func isThere(in cpuinfo: GuestAnswer) -> Bool {
        let flags = cpuinfo.words(of: "flags")
        switch self {
        case .flag(let flag): return flags.contains { $0 == flag }
        case .noFlag(let flag): return !flags.isEmpty && !flags.contains { $0 == flag }
        case .value(of: let key, let value): return cpuinfo.value(of: key) == value
        }
    }
}
