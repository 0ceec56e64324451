// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension NightSummary {
    /// The night in one line: `nightly night 7: initialization 40/40, tests 39/40, kernel log 40/40; 39 passed, 1 failed; since night 6
    /// 1 broke`.
    public var line: String {
        let parts = Outcome.allCases.compactMap { outcome in counts[outcome].map { "\($0) \(Mark(outcome).word)" } }
        var text =
            "\(configuration) night \(night): \(answers.short.map { "\($0); " } ?? "")\(parts.isEmpty ? "no cell" : parts.joined(separator: ", "))"
        if isUncompared {
            text += "; could not be compared"
        } else if let since {
            let moved = moved.filter { !$0.cells.isEmpty }
                .map { "\($0.cells.count) \(Mark($0.verdict).word)" }
            text += "; since night \(since) " + (moved.isEmpty ? "nothing moved" : moved.joined(separator: ", "))
        } else {
            text += "; nothing to compare with"
        }
        if !regressed.isEmpty { text += "; \(regressed.count) regressed since an earlier night" }
        if !unexpected.isEmpty { text += "; \(unexpected.count) not as expected" }
        if let stopped { text += "; incomplete (\(stopped))" }
        return text + (distrust.isEmpty ? "" : "; NOT TO BE TRUSTED")
    }

    /// The changes, the worse ones first.
    fileprivate var moved: [(verdict: Comparison.PairVerdict, cells: [Moved])] {
        [(.broke, broke), (.fixed, fixed), (.inconclusive, inconclusive)]
    }
}

extension NightSummary.Moved {
    /// `initialization granted -> refused; kernel log clean -> reports`: the answers that are others; nil if none is, or if one side
    /// has no result.
    var answersText: String? {
        guard let before = before?.answers, let now = now?.answers else { return nil }
        let moved = CellQuestion.allCases.filter { before[$0] != now[$0] }.map { question in
            "\(question.noun) \(Mark(before[question], of: question).word) -> \(Mark(now[question], of: question).word)"
        }
        return moved.isEmpty ? nil : moved.joined(separator: "; ")
    }

    /// The answer before.
    var beforeText: String { before?.description ?? Mark(Outcome?.none).word }

    /// The answer now.
    var nowText: String { now?.description ?? Mark(Outcome?.none).word }
}

/// A night as plain text for a mail: the worse changes first, each with the command that repeats it.
public enum NightMail {
    /// The text; its first line can be the subject.
    public static func text(_ summary: NightSummary) -> String {
        var parts = [["strait: \(summary.line)"]]
        parts += section("This night cannot be trusted:", summary.distrust.map(\.sentence))
        for (verdict, cells) in summary.moved where !cells.isEmpty {
            let word = Mark(verdict).word
            parts.append(["\(word.prefix(1).uppercased() + word.dropFirst()):"] + cells.flatMap(lines))
        }
        parts += section("Regressed since an earlier night:", summary.regressed.map(\.sentence))
        parts += section("Not as expected:", summary.unexpected.map(\.sentence))
        parts += section("Notes:", summary.notes)
        parts.append(["The report: \(summary.directory)/\(Report.fileName)"])
        // Mails are often read in a terminal, and this one contains texts from guests.
        return Clean.text(parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n")
    }

    private static func section(_ title: String, _ lines: [String]) -> [[String]] {
        lines.isEmpty ? [] : [[title] + lines.map { "  \($0)" }]
    }

    private static func lines(_ moved: NightSummary.Moved) -> [String] {
        ["  \(moved.cell)"] + (moved.answersText.map { ["    \($0)"] } ?? [])
            + ["    \(moved.beforeText) -> \(moved.nowText)"]
            + (moved.reproduction.map { ["    \($0)"] } ?? [])
    }
}
