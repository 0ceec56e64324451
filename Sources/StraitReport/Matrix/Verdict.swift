// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// What a run says as a whole: one sentence, and how many cells came to what.
struct Verdict {
    let sentence: String
    /// What has to be known besides; nil where there is nothing.
    let besides: String?
    /// The worst thing that happened, for the sign beside the sentence; nil where nothing has a result.
    let worst: Outcome?
    let counts: [Outcome: Int]
    let total: Int
    let missing: Int

    init(_ input: ReportInput) {
        let outcomes = input.results.cells.map(\.outcome)
        let counts = Dictionary(outcomes.map { ($0, 1) }, uniquingKeysWith: +)
        let seen = Words.bySeverity.filter { counts[$0] != nil }
        self.counts = counts
        total = max(input.record.cells.count, outcomes.count)
        missing = total - outcomes.count
        // What cannot be is no trouble, as long as something else can.
        worst = seen.first { $0 != .unsupported } ?? seen.first
        sentence = Self.sentence(counts, total)
        besides = Self.besides(counts, missing, ended: input.results.finished != nil)
    }

    private static func sentence(_ counts: [Outcome: Int], _ total: Int) -> String {
        let passed = counts[.passed, default: 0]
        let verdicts: [Outcome] = [.failed, .crashed, .hung]
        let against = verdicts.compactMap { outcome in
            counts[outcome].map { "\(Words.grouped($0)) \(outcome.rawValue)" }
        }
        var text: String
        if total == 0 {
            text = "The matrix has no cells."
        } else if total == 1, let only = counts.first?.key {
            text = only.isVerdictOnKernel ? "The cell \(only.rawValue)." : "The cell did not pass."
        } else if passed == total {
            text = "All \(Words.grouped(total)) cells passed."
        } else {
            text =
                passed == 0
                ? "None of \(Words.count(total, "cell"))" : "\(Words.grouped(passed)) of \(Words.count(total, "cell"))"
            text += " passed" + (against.isEmpty ? "" : "; \(Words.list(against))") + "."
        }
        return text
    }

    private static func besides(_ counts: [Outcome: Int], _ missing: Int, ended: Bool) -> String? {
        var parts: [String] = []
        let silent = [Outcome.invalid, .infrastructure].reduce(0) { $0 + counts[$1, default: 0] }
        if silent > 0 { parts.append("\(Words.count(silent, "cell has", "cells have")) no verdict on the kernel.") }
        if let count = counts[.unsupported] {
            parts.append("\(Words.count(count, "cell asks", "cells ask")) for what cannot be.")
        }
        if missing > 0 {
            let end = ended ? "." : " yet: the run has not ended."
            parts.append("\(Words.count(missing, "cell has", "cells have")) no result\(end)")
        }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// Seconds from the start of a run to its end; nil while it has none.
    static func wallTime(_ results: RunResults) -> Double? {
        guard let finished = results.finished, let end = date(finished), let start = date(results.started) else {
            return nil
        }
        return end.timeIntervalSince(start)
    }

    private static func date(_ text: String) -> Date? {
        // A date that cannot be read is shown as it stands; it only costs the difference.
        try? Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains(".")).parse(text)
    }
}
