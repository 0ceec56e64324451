// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A comparison as columns, for a terminal or a mail.
struct ComparisonText {
    let comparison: Comparison
    let width: Int
    let ink: Ink
    /// Whether it is for a mail, which has to be ASCII.
    var isMail = false

    private static let mostRows = 60
    private static let mostPairs = 40
    /// The width of the longest outcome, and a gap.
    private static let outcomeWidth = 13

    /// The cells with their outcomes on both sides, changed ones first; unchanged ones only as far as there is room.
    var table: [String] {
        let rest = 2 * Self.outcomeWidth + 2
        let rows = sorted.prefix(Self.mostRows)
        let names = rows.map { Clean.line($0.name, limit: 400) }
        let column = min(max(names.map(\.count).max() ?? 0, 4), width - rest)
        let head = "  " + TextLines.pad("cell", column) + cell("base") + "  candidate"
        var lines = [ink.bold(head)]
        for (pair, name) in zip(rows, names) {
            let parts = TextLines.pieces(of: name, column)
            for (index, part) in parts.enumerated() {
                let sign = index == 0 ? sign(pair.verdict) : " "
                let outcomes = index == 0 ? cell(Self.word(pair.base)) + "  " + Self.word(pair.candidate) : ""
                let line = "\(sign) \(TextLines.pad(part, column))\(outcomes)"
                lines.append(ink.paint(TextLines.trimmed(line), Mark(pair.verdict)))
            }
        }
        let left = comparison.pairs.count - rows.count
        if left > 0 { lines.append("  and \(Words.count(left, "more cell")), see the report") }
        let signs = [Comparison.PairVerdict.broke, .fixed, .inconclusive, .unchanged].map {
            "\(sign($0)) \($0.rawValue)"
        }
        let legend = "  (\(signs.joined(separator: ", ")), < > on one side only)"
        return lines + TextLines.broken(legend, width, "  ")
    }

    /// Reasons not to trust the comparison; empty if there are none.
    var distrust: [String] {
        guard !comparison.distrust.isEmpty else { return [] }
        return TextLines.broken("? \(ChangeWords.distrust)", width, "  ").map(ink.alarm)
            + comparison.distrust.flatMap {
                TextLines.broken("  \(Clean.line($0.sentence, limit: 600))", width, "    ")
            }
    }

    /// The changes, each with its reasons.
    var moved: [String] {
        let pairs = sorted.filter { Mark.moved.contains($0.verdict) }
        let lines = pairs.prefix(Self.mostPairs).flatMap(block)
        let left = pairs.count - min(pairs.count, Self.mostPairs)
        return lines + (left > 0 ? ["and \(Words.count(left, "more cell"))"] : [])
    }

    /// Differences that decide nothing.
    var besides: [String] {
        let pairs = comparison.pairs.filter { $0.verdict == .unchanged && !$0.changes.isEmpty }
        let lines = pairs.prefix(Self.mostPairs / 2).flatMap(block)
        let left = pairs.count - min(pairs.count, Self.mostPairs / 2)
        return lines + (left > 0 ? ["and \(Words.count(left, "more cell"))"] : [])
    }

    private var sorted: [Comparison.Pair] {
        Mark.comparison.flatMap { verdict in comparison.pairs.filter { $0.verdict == verdict } }
    }

    private func block(_ pair: Comparison.Pair) -> [String] {
        let head = TextLines.broken("\(pair.verdict.rawValue): \(Clean.line(pair.name, limit: 400))", width, "  ")
        return head.map { ink.paint($0, Mark(pair.verdict)) }
            + ChangeWords.reasons(pair).flatMap { TextLines.broken("  " + $0, width, "    ") }
    }

    private func cell(_ word: String) -> String { "  " + TextLines.pad(word, Self.outcomeWidth - 2) }

    private func sign(_ verdict: Comparison.PairVerdict) -> String {
        isMail ? Mark(verdict).plain : Mark(verdict).sign
    }

    private static func word(_ side: Comparison.Side?) -> String {
        guard let side else { return "-" }
        // This outcome's name is too long for the column.
        return side.outcome == .infrastructure ? Mark.noVerdict.word : Mark(side.outcome).word
    }
}
