// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How a comparison reads: the same in the page, in the terminal and in a mail.
enum ChangeWords {
    /// Verdicts in the order in which a reader wants them.
    static let order: [Comparison.Verdict] = [
        .broke, .inconclusive, .fixed, .onlyInBase, .onlyInCandidate, .unchanged,
    ]

    /// A sign of plain ASCII: a mail may go through anything.
    static func sign(_ verdict: Comparison.Verdict) -> String {
        switch verdict {
        case .broke: "-"
        case .fixed: "+"
        case .inconclusive: "?"
        case .unchanged: "="
        case .onlyInBase: "<"
        case .onlyInCandidate: ">"
        }
    }

    /// One change: `256MiB: passed -> failed at reserve with ERANGE`.
    static func sentence(_ change: Change) -> String {
        let step = "\(change.before ?? "not there") -> \(change.after ?? "gone")"
        let name = change.name.map { Clean.line($0, limit: 200) } ?? ""
        let text =
            switch change.subject {
            case .outcome: step
            case .deviceMemory: "\(name): \(step)"
            case .selftest: change.before == nil ? "new test \(name): \(change.after ?? "")" : "test \(name): \(step)"
            case .capacity: "largest region: \(change.before ?? "not measured") -> \(change.after ?? "not measured")"
            case .report: "new in the kernel's log: \(change.after ?? "")"
            }
        return Clean.line(text, limit: 400)
    }

    /// A pair's reasons, at most `most` tests by name: a guest that died has lost all of them.
    static func reasons(_ pair: Comparison.Pair, most: Int = 6) -> [String] {
        var lines: [String] = []
        if pair.verdict == .inconclusive {
            lines = [("base", pair.base), ("candidate", pair.candidate)].compactMap { name, side in
                guard let side, side.outcome?.isVerdictOnKernel != true else { return nil }
                let cause = side.cause.map { ": " + Clean.line($0, limit: 300) } ?? ""
                return "\(name) has no verdict: \(Words.word(side.outcome))\(cause)"
            }
        }
        var tests: [Change.Direction: Int] = [:]
        for change in pair.changes {
            if change.subject == .selftest {
                tests[change.direction, default: 0] += 1
                if tests[change.direction, default: 0] > most { continue }
            }
            lines.append(sentence(change))
        }
        if let candidate = pair.candidate, let cause = candidate.cause, pair.verdict == .broke {
            lines.insert("candidate: " + Clean.line(cause, limit: 300), at: min(1, lines.count))
        }
        let words: [(Change.Direction, String)] = [(.worse, "worse"), (.better, "better"), (.told, "otherwise")]
        for (direction, word) in words where tests[direction, default: 0] > most {
            lines.append("and \(Words.count(tests[direction, default: 0] - most, "more test")) \(word)")
        }
        return lines
    }

    /// `1 broke, 2 fixed and 5 unchanged`.
    static func counts(_ comparison: Comparison) -> String {
        let counts = comparison.counts
        let parts = order.compactMap { verdict in
            counts[verdict].map { "\(Words.grouped($0)) \(verdict.rawValue)" }
        }
        return parts.isEmpty ? "nothing to compare" : Words.list(parts)
    }

    /// What a side is called: the kernel where both sides are of one run, else when the run started.
    static func label(_ origin: Comparison.Origin) -> String { Clean.line(origin.label, limit: 80) }
}
