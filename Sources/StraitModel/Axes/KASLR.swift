// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// Where the kernel puts itself: `off`, `random`, or `seed:N`, a layout that can be replayed.
    public static let kaslr = Axis(
        name: "kaslr", summary: "kernel address space layout: off, random or seed:N",
        form: .pattern(
            expected: "off, random or seed:N with a whole number N",
            parse: { text in
                if text == "off" || text == "random" { return text }
                let digits = text.dropFirst("seed:".count)
                // UInt32 would take a sign too.
                guard text.hasPrefix("seed:"), digits.first != "+", digits.first != "-", let seed = UInt32(digits)
                else {
                    return nil
                }
                return "seed:\(seed)"
            }),
        architectures: Architecture.allCases,
        standard: { $0 == .ppc64le ? nil : .text("random") }, alwaysInID: true,
        apply: { value, setup in
            guard let text = value.text else { return }
            guard setup.architecture != .ppc64le else {
                throw unsupported("ppc64le has no KASLR on this kind of machine (book3s64)")
            }
            if text == "off" {
                setup.kernelArguments.append("nokaslr")
            } else if let seed = UInt64(text.dropFirst("seed:".count)), text.hasPrefix("seed:") {
                setup.seed = seed
                // The kernel mixes RDRAND and the TSC (arch/x86/lib/kaslr.c); QEMU's RDRAND follows the seed, its TSC does not. A
                // CPU model without RDRAND would take no notice of the seed.
                if setup.architecture == .x86_64 {
                    setup.features += [.init("tsc", enabled: false), .init("rdrand", enabled: true)]
                }
            }
        },
        effective: { $0.kaslr.map { .text($0 ? "on" : "off") } },
        mismatch: { requested, evidence in
            guard let shown = evidence.kaslr, let text = requested.text, shown != (text != "off") else { return nil }
            return "requested kaslr \(text), the guest shows that it is \(shown ? "on" : "off")"
        })
}
