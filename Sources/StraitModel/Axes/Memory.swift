// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The guest's RAM.
    static let memory = Axis(
        name: "memory", summary: "the guest's RAM", form: .size, standard: { _ in .integer(2048) },
        apply: { value, setup in
            guard let size = value.integer else { return }
            guard size >= 256 else {
                throw unsupported("\(Mebibytes(size)) of RAM: no Debian kernel of today boots with less than 256MiB")
            }
            let unit = units[setup.architecture] ?? 1
            guard size.isMultiple(of: unit) else {
                throw unsupported("\(setup.architecture.rawValue) takes RAM in multiples of \(Mebibytes(unit))")
            }
            setup.memory = Mebibytes(size)
        },
        effective: { $0.memory.map { .integer($0.count) } }, isShown: Set(Architecture.allCases),
        // The memory map takes a share of it; the kernel, its log and the initramfs as much of any amount (139 MiB of x86_64's, measured).
        mismatch: { requested, evidence in
            guard let asked = requested.integer, let shown = evidence.memory?.count else { return nil }
            return (asked - max(asked / 4, 192)...asked).contains(shown)
                ? nil : "requested \(asked) MiB of memory, the guest shows \(shown)"
        })

    /// QEMU's pseries refuses any other amount ("not aligned to 256 MiB"), and libvirt would round it up without a word.
    private static let units: [Architecture: Int] = [.ppc64le: 256]
}
