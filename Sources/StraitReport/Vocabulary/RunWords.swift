// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension Controls {
    /// `4 of 4 controls ended as they have to`.
    var sentence: String {
        let open = cells.count { $0.result == nil }
        return
            "\(met) of \(Words.count(cells.count, "control")) ended as \(cells.count == 1 ? "it has" : "they have") to"
            + (open > 0 && unmet.isEmpty ? ", \(open) not yet" : "")
    }

    /// Why the run cannot be trusted, in a few words; nil if it can.
    var distrust: String? {
        guard !objections.isEmpty else { return nil }
        let controls =
            "\(unmet.count) of \(Words.count(cells.count, "control")) did not end as "
            + (cells.count == 1 ? "it has to" : "they have to")
        let seeds = Words.count(replays.count, "seed does", "seeds do") + " not replay"
        return "This run cannot be trusted: "
            + Words.list((unmet.isEmpty ? [] : [controls]) + (replays.isEmpty ? [] : [seeds])) + "."
    }
}

extension Tally {
    /// The run in a sentence, by outcomes.
    var outcomes: String {
        let passed = counts[.passed, default: 0]
        let verdicts: [Outcome] = [.failed, .crashed, .hung]
        let against = verdicts.compactMap { outcome in
            counts[outcome].map { "\(Words.grouped($0)) \(outcome.rawValue)" }
        }
        if total == 0 { return "The matrix has no cells." }
        if missing == total { return "No cell of \(Words.grouped(total)) has a result." }
        if counts[.unsupported] == total { return "Nothing could run: \(all) unsupported." }
        if total == 1, let only = counts.first?.key {
            return only.isVerdictOnKernel ? "The cell \(only.rawValue)." : "The cell did not pass."
        }
        if passed == total { return "All \(Words.grouped(total)) cells passed." }
        let some =
            passed == 0
            ? "None of \(Words.count(total, "cell"))" : "\(Words.grouped(passed)) of \(Words.count(total, "cell"))"
        return some + " passed" + (against.isEmpty ? "" : "; \(Words.list(against))") + "."
    }

    private var all: String {
        total == 1 ? "the cell is" : total == 2 ? "both cells are" : "all \(Words.grouped(total)) cells are"
    }

    /// The run in a sentence, by verdicts.
    var expectations: String {
        let news = CellVerdict.byUrgency.filter(\.isUnexpected).compactMap { verdict in
            verdicts[verdict].map { Self.count($0, verdict) }
        }
        let judged = verdicts.values.reduce(0, +)
        guard news.isEmpty else {
            let count = verdicts.filter { $0.key.isUnexpected }.values.reduce(0, +)
            let noun = Words.count(total, "cell")
            return
                "\(Words.grouped(count)) of \(noun) \(count == 1 ? "is" : "are") not as \(standard): \(Words.list(news))."
        }
        if judged == total {
            return total == 1 ? "The cell is as \(standard)." : "All \(Words.grouped(total)) cells are as \(standard)."
        }
        return "\(Words.grouped(judged)) of \(Words.count(total, "cell")) \(judged == 1 ? "is" : "are") as \(standard)."
    }

    /// What verdicts are against: rules, or the run before.
    private var standard: String { hasRules ? "expected" : "before" }

    /// `2 regressions`, `1 fixed`.
    static func count(_ number: Int, _ verdict: CellVerdict) -> String {
        switch verdict {
        case .regression: Words.count(number, "regression")
        default: "\(Words.grouped(number)) \(Mark(verdict).word)"
        }
    }

    /// What the sentence does not say; nil if nothing is left.
    func besides(ended: Bool) -> String? {
        var parts: [String] = []
        if silent > 0 { parts.append("\(Words.count(silent, "cell has", "cells have")) no verdict on the kernel.") }
        if let count = counts[.unsupported], count < total {
            parts.append("\(Words.count(count, "cell asks", "cells ask")) for what cannot be.")
        }
        if missing > 0 {
            let end = ended ? "." : " yet: the run has not ended."
            parts.append("\(Words.count(missing, "cell has", "cells have")) no result\(end)")
        }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}
