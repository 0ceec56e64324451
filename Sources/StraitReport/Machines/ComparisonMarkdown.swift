// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A comparison as Markdown, for a summary of a CI job, an issue or a merge request.
public struct ComparisonMarkdown: Sendable {
    private let comparison: Comparison

    /// The most rows, changes, frames and ids: a page is for reading.
    private static let (rows, moves, besides, frames, ids) = (60, 40, 20, 12, 20)

    /// Makes the Markdown of a comparison.
    public init(_ comparison: Comparison) { self.comparison = comparison }

    /// The text.
    public var text: String {
        let title = "### strait: \(Self.label(comparison.candidate)) against \(Self.label(comparison.base))"
        let headline = Headline(comparison).sentences.map { "- \(MarkdownText.plain($0))" }
        let parts = [
            [title], distrust, headline, table, moved, others,
            details("How it was tested", TestedWith(comparison: comparison).lines),
        ]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private static func label(_ origin: Comparison.Origin) -> String { MarkdownText.plain(origin.label, limit: 80) }

    private var distrust: [String] {
        guard !comparison.distrust.isEmpty else { return [] }
        return ["> **\(ChangeWords.distrust)**"] + comparison.distrust.map { "> - \(MarkdownText.plain($0.sentence))" }
    }

    private var table: [String] {
        let rows = PairRow.all(comparison)
        let left = rows.dropFirst(Self.rows)
        let head = ["", "cells", "", "initialization", "tests", "kernel log"]
        let lines = rows.prefix(Self.rows).map { row in
            let mark = Mark(row.content.verdict)
            let answers = CellQuestion.allCases.map { Self.answer(row.content, $0) }
            return ["\(mark.sign) \(mark.word)", MarkdownText.plain(row.label), String(row.count)] + answers
        }
        let more =
            left.isEmpty
            ? []
            : [
                "",
                "and \(Words.count(left.count, "more row")) with \(Words.count(left.reduce(0) { $0 + $1.count }, "cell"))",
            ]
        let constants = PairPlaces(comparison.pairs).constantLines.map { "In \(MarkdownText.plain($0))." }
        return Self.row(head) + ["| --- | --- | ---: | --- | --- | --- |"] + lines.flatMap(Self.row) + more
            + (constants.isEmpty ? [] : ["", constants.joined(separator: " ")])
    }

    private static func row(_ cells: [String]) -> [String] { ["| " + cells.joined(separator: " | ") + " |"] }

    private static func answer(_ content: PairRow.Content, _ question: CellQuestion) -> String {
        func word(_ state: CellAnswers.State) -> String { "\(state.sign) \(state.rawValue)" }
        let (before, after) = (content.before?[question], content.after?[question])
        guard let before, let after else { return (before ?? after).map(word) ?? "" }
        return content.answers[question] == .unchanged && before == after
            ? word(before) : "\(word(before)) → \(word(after))"
    }

    private var moved: [String] {
        let all = MoveWords.moved(comparison)
        guard !all.isEmpty else { return ["Nothing broke, nothing was fixed."] }
        let left = all.count - min(all.count, Self.moves)
        return all.prefix(Self.moves).flatMap(entry) + (left > 0 ? ["- and \(Words.count(left, "more change"))"] : [])
    }

    private func entry(_ move: MoveWords) -> [String] {
        let mark = Mark(move.verdict)
        let cells = Words.count(move.pairs.count, "cell")
        let label = PairPlaces(comparison.pairs).label(move.pairs, most: 3)
        let names = move.pairs.prefix(Self.ids).map(\.name)
        let left = move.pairs.count - names.count
        let trace = (move.trace?.lines(Self.frames) ?? []).map { "  \($0)" }
        let lines = move.notes + trace + ["in:"] + names.map { "  \($0)" } + (left > 0 ? ["  and \(left) more"] : [])
        // Indented, so that the block is a part of the entry.
        return [
            "- \(mark.sign) **\(mark.word)**: \(MarkdownText.plain(move.head)), in \(cells) (\(MarkdownText.plain(label)))"
        ]
            + details("details", lines).map { "  \($0)" }
    }

    private var others: [String] {
        let all = MoveWords.besides(comparison)
        let left = all.count - min(all.count, Self.besides)
        let lines = all.prefix(Self.besides).map { "\($0.head), in \(Words.count($0.pairs.count, "cell"))" }
        return details("Differences that decide nothing", lines + (left > 0 ? ["and \(left) more"] : []))
    }

    private func details(_ title: String, _ lines: [String]) -> [String] {
        guard !lines.isEmpty else { return [] }
        return ["<details><summary>\(title)</summary>", ""] + MarkdownText.block(lines) + ["", "</details>"]
    }
}
