// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The guest's RAM.
    public static let memory = Axis(
        name: "memory", summary: "the guest's RAM", display: Display(label: "RAM") { "\($0) RAM" }, form: .size,
        standard: { _ in .integer(2048) },
        apply: { value, setup in
            guard let size = value.integer else { return }
            guard size >= 256 else {
                throw unsupported("\(Mebibytes(size)) of RAM: no Debian kernel of today boots with less than 256MiB")
            }
            let unit = setup.architecture.platform.machine.memoryUnit
            guard size.isMultiple(of: unit.count) else {
                throw unsupported("\(setup.architecture.rawValue) takes RAM in multiples of \(unit)")
            }
            setup.memory = Mebibytes(size)
        },
        asks: [.meminfo],
        effective: { guest in guest[.meminfo].kibibytes(of: "MemTotal").map { .integer($0 / 1024) } },
        // The memory map takes a share of RAM; the kernel, its log and the initramfs take a fixed amount (139 MiB
        // measured on x86_64).
        contradiction: { requested, shown, _ in
            guard let asked = requested.integer, let counted = shown.integer else { return nil }
            return (asked - max(asked / 4, 192)...asked).contains(counted)
                ? nil : "requested \(asked) MiB of memory, the guest shows \(counted)"
        })
}
