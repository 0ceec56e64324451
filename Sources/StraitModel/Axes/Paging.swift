// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// Levels of page tables on x86. Four of them cap the usable physical space at 46 bits whatever the width
    /// (MAX_PHYSMEM_BITS, arch/x86/include/asm/sparsemem.h).
    static let paging = Axis(
        name: "paging", summary: "4level or 5level page tables (x86_64)", form: .choice(["4level", "5level"]),
        architectures: [.x86_64], standard: { _ in .text("4level") },
        apply: { value, setup in
            setup.features.append(.init("la57", enabled: value.text == "5level"))
        },
        effective: { $0.pagingLevels.map { .text("\($0)level") } }, isShown: [.x86_64])
}
