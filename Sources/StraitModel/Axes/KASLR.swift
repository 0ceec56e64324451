// SPDX-License-Identifier: Apache-2.0

extension Axis {
    /// The kernel's layout: `off`, `random`, `random xN` (N layouts that can be replayed), `seed:N` (one such layout),
    /// or `seed:N xM` (M boots of one layout).
    public static let kaslr = Axis(
        name: "kaslr", summary: "kernel address space layout: off, random, random xN, seed:N or seed:N xM",
        display: Display(
            label: "KASLR", groupsRows: true, order: layoutOrder, line: { isSeed($0) ? "seeded" : $0.description },
            phrase: { "KASLR \($0)" }),
        form: .pattern(
            expected: "off, random, random xN (up to 1000 layouts), seed:N with a whole number N or seed:N xM (boots)",
            parse: { text in
                if text == "off" || text == "random" { return text }
                if LayoutDraw.count(parsing: text) != nil || LayoutDraw(parsing: text) != nil { return text }
                if ReplayDraw.all(parsing: text) != nil || ReplayDraw(parsing: text) != nil { return text }
                let digits = text.dropFirst("seed:".count)
                // UInt32 would accept a sign too.
                guard text.hasPrefix("seed:"), digits.first != "+", digits.first != "-", let seed = UInt32(digits)
                else {
                    return nil
                }
                return "seed:\(seed)"
            }),
        standard: { platform in
            guard case .possible(let randomization) = platform.kaslr else { return nil }
            return .text(randomization.standard)
        }, alwaysInID: true,
        // "seed_7" is as unique as "seed:7".
        isPlainInID: { value in isSeed(value) || value.text.flatMap(LayoutDraw.init(parsing:)) != nil },
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
            let randomization: Platform.Randomization
            switch setup.architecture.platform.kaslr {
            case .none(let reason): throw unsupported(reason)
            case .possible(let possible): randomization = possible
            }
            if text == "off" {
                setup.kernelArguments.append("nokaslr")
            } else if LayoutDraw.count(parsing: text) != nil || ReplayDraw.all(parsing: text) != nil {
                throw unsupported("\(text) stands for several cells; \(text)#1 is the first of them")
            } else if let seed = seed(text) {
                setup.seed = seed
                setup.features += randomization.seedFeatures
            }
        },
        refusal: { value, kernel in
            kernel.kaslr || value.text == "off"
                ? nil : "the kernel is built without KASLR (CONFIG_RANDOMIZE_BASE)"
        },
        // A layout that can be replayed is written as its seed, whatever group it belongs to.
        written: { value, setup in setup.seed.map { "seed:\($0)" } ?? value.description },
        asks: [.text, .commandLine, announcement],
        isShown: { if case .possible = $0.kaslr { true } else { false } },
        effective: { guest in isRandomized(guest).map { .text($0 ? "on" : "off") } },
        contradiction: { requested, shown, _ in
            (requested.text == "off") == (shown.text == "off")
                ? nil : "requested kaslr \(requested), the guest shows that it is \(shown)"
        })

    private static func seed(_ text: String) -> UInt64? {
        if let draw = LayoutDraw(parsing: text) { return UInt64(draw.seed) }
        if let draw = ReplayDraw(parsing: text) { return UInt64(draw.seed) }
        return text.hasPrefix("seed:") ? UInt64(text.dropFirst("seed:".count)) : nil
    }

    /// Whether a value names a seed, of one boot or of several.
    private static func isSeed(_ value: AxisValue) -> Bool { value.text?.hasPrefix("seed:") == true }

    /// The line that some kernels log.
    private static let announcement = GuestQuestion("kaslr", .log("KASLR "))

    /// Whether the kernel randomized its layout; nil if the guest shows too little.
    private static func isRandomized(_ guest: GuestEvidence) -> Bool? {
        guard case .possible(let signs) = guest.architecture.platform.kaslr else { return nil }
        if guest.kernel?.kaslr == false { return false }
        // The kernel's own line comes first, because a random address can equal the usual one.
        if case .line(let enabled) = signs.announcement, let line = guest[announcement].lines.first {
            return line.hasPrefix(enabled)
        }
        guard let text = guest.layout?.textAddress?.value else { return nil }
        if !signs.texts.contains(text) { return true }
        guard !signs.directMaps.isEmpty else { return false }
        // One layout in about 500 has the usual text address; the direct map is random independently.
        if let map = guest.layout?.directMap?.value { return !signs.directMaps.contains(map) }
        return guest[.commandLine].lines.first?.split(separator: " ").contains("nokaslr") == true ? false : nil
    }

    /// In reports: off, then a single random layout, then several, then seeds.
    private static let layoutOrder: @Sendable (AxisValue?) -> Int = { value in
        ["seed:", "random x", "random", "off"].firstIndex { value?.text?.hasPrefix($0) == true }.map { -$0 } ?? -4
    }
}
