// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// Where the kernel puts itself: `off`, `random`, `random xN` (N layouts that can be replayed), `seed:N`, one such layout, or
    /// `seed:N xM`, M boots of that one.
    public static let kaslr = Axis(
        name: "kaslr", summary: "kernel address space layout: off, random, random xN, seed:N or seed:N xM",
        form: .pattern(
            expected: "off, random, random xN (up to 1000 layouts), seed:N with a whole number N or seed:N xM (boots)",
            parse: { text in
                if text == "off" || text == "random" { return text }
                if LayoutDraw.count(parsing: text) != nil || LayoutDraw(parsing: text) != nil { return text }
                if ReplayDraw.all(parsing: text) != nil || ReplayDraw(parsing: text) != nil { return text }
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
        expand: { value in
            guard let text = value.text else { return [value] }
            if let count = LayoutDraw.count(parsing: text) {
                return LayoutDraw.all(count).map { .text($0.description) }
            }
            return ReplayDraw.all(parsing: text)?.map { .text($0.description) } ?? [value]
        },
        draw: { value in
            guard let text = value.text else { return nil }
            return LayoutDraw(parsing: text)?.draw ?? ReplayDraw(parsing: text)?.draw
        },
        apply: { value, setup in
            guard let text = value.text else { return }
            guard setup.architecture != .ppc64le else {
                throw unsupported("ppc64le has no KASLR on this kind of machine (book3s64)")
            }
            if text == "off" {
                setup.kernelArguments.append("nokaslr")
            } else if LayoutDraw.count(parsing: text) != nil || ReplayDraw.all(parsing: text) != nil {
                throw unsupported("\(text) is as many cells; \(text)#1 is the first of them")
            } else if let seed = seed(text) {
                setup.seed = seed
                // The kernel mixes RDRAND and the TSC (arch/x86/lib/kaslr.c); QEMU's RDRAND follows the seed, its TSC does not. A
                // CPU model without RDRAND would take no notice of the seed.
                if setup.architecture == .x86_64 {
                    setup.features += [.init("tsc", enabled: false), .init("rdrand", enabled: true)]
                }
            }
        },
        effective: { $0.kaslr.map { .text($0 ? "on" : "off") } }, isShown: [.x86_64, .aarch64],
        mismatch: { requested, evidence in
            guard let shown = evidence.kaslr, let text = requested.text, shown != (text != "off") else { return nil }
            return "requested kaslr \(text), the guest shows that it is \(shown ? "on" : "off")"
        })

    private static func seed(_ text: String) -> UInt64? {
        if let draw = LayoutDraw(parsing: text) { return UInt64(draw.seed) }
        if let draw = ReplayDraw(parsing: text) { return UInt64(draw.seed) }
        return text.hasPrefix("seed:") ? UInt64(text.dropFirst("seed:".count)) : nil
    }
}
