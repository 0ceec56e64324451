// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The three answers of all pairs before and after, in columns: pairs that agree are one row.
struct AnswerTable {
    /// How answers are written.
    enum Style {
        /// `✗ ▲ ✓`: the answer before, the verdict on the question, the answer after.
        case signs
        /// `bad > good`; one word if nothing moved. Plain ASCII.
        case words
    }

    /// A line of the table; the head has no mark.
    struct Line {
        let text: String
        let mark: Mark?
    }

    private let rows: [PairRow]
    private let style: Style

    private static let gap = "  "

    /// Makes the table of a comparison.
    init(_ comparison: Comparison, style: Style) {
        rows = PairRow.all(comparison)
        self.style = style
    }

    /// The head and at most `most` rows, in `width` columns; the last line says what is left out.
    func lines(width: Int, most: Int = 60) -> [Line] {
        let shown = rows.prefix(most)
        let cells = shown.map { row in CellQuestion.allCases.map { text(row.content, $0) } }
        let heads = CellQuestion.allCases.map { style == .signs ? $0.word : $0.column }
        let widths = heads.indices.map { column in
            max(heads[column].count, cells.map { $0[column].count }.max() ?? 0)
        }
        let counts = shown.map { String($0.count) }
        let countWidth = max("cells".count, counts.map(\.count).max() ?? 0)
        let rest = widths.reduce(countWidth) { $0 + $1 + Self.gap.count } + Self.gap.count
        let longest = shown.map(\.label.count).max() ?? 0
        let label = min(longest, max(16, width - 2 - rest))
        func line(_ sign: String, _ name: String, _ count: String, _ cells: [String]) -> String {
            let columns = zip(cells, widths).map { Self.gap + TextLines.pad($0, $1) }.joined()
            let number = String(repeating: " ", count: countWidth - count.count) + count
            return TextLines.trimmed("\(sign) " + TextLines.pad(name, label) + Self.gap + number + columns)
        }
        let body = zip(shown, zip(counts, cells)).flatMap { row, texts in
            let mark = Mark(row.content.verdict)
            let names = TextLines.broken(row.label, label, "  ")
            let sign = style == .signs ? mark.sign : mark.plain
            return [Line(text: line(sign, names[0], texts.0, texts.1), mark: mark)]
                + names.dropFirst().map { Line(text: "  \($0)", mark: mark) }
        }
        return [Line(text: line(" ", "", "cells", heads), mark: nil)] + body + left(shown.count)
    }

    private func left(_ shown: Int) -> [Line] {
        let left = rows.dropFirst(shown)
        guard !left.isEmpty else { return [] }
        let cells = Words.count(left.reduce(0) { $0 + $1.count }, "cell")
        return [Line(text: "  and \(Words.count(left.count, "more row")) with \(cells)", mark: Mark(.unchanged))]
    }

    private func text(_ content: PairRow.Content, _ question: CellQuestion) -> String {
        let (before, after) = (content.before?[question], content.after?[question])
        let verdict = content.answers[question]
        switch style {
        case .signs:
            guard let before, let after else { return (before ?? after)?.sign ?? "" }
            return "\(before.sign) \(Mark(verdict).sign) \(after.sign)"
        case .words:
            guard let before, let after else { return (before ?? after)?.short ?? "" }
            return verdict == .unchanged && before == after ? before.short : "\(before.short) > \(after.short)"
        }
    }

    /// What the signs mean.
    static func legend(width: Int) -> [String] {
        let verdicts = [Comparison.PairVerdict.broke, .fixed, .inconclusive, .unchanged].map {
            "\(Mark($0).sign) \($0.rawValue)"
        }
        let answers = CellAnswers.State.allCases.map { "\($0.sign) \($0.meaning)" }
        return TextLines.wrapped(
            "(each base, verdict, candidate: \(verdicts.joined(separator: ", ")); \(answers.joined(separator: ", ")))",
            width - 2, "  "
        ).map { "  " + $0 }
    }
}
