// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A grid for a terminal: with words if they fit, else with signs alone, and in several blocks if these do not fit either.
struct GridText {
    let grid: Grid
    let width: Int
    let ink: Ink

    /// Grids with more rows than this are shown only in the page.
    private static let mostRows = 40
    /// The least width of row labels; longer ones are broken into lines.
    private static let leastLabel = 20

    var lines: [String] {
        guard grid.rows.count <= Self.mostRows else { return head + totals }
        let texts = grid.rows.map { $0.cellGroups.map(SquareText.words) }
        let heads = grid.columns.map { [$0.label, $0.detail].compactMap { $0 }.joined(separator: " · ") }
        let longest = grid.rows.map { Self.label($0).count }.max() ?? 0
        let wanted = Self.widths(heads, texts)
        let fits = longest + wanted.reduce(0) { $0 + $1 + 2 } <= width
        let shown = fits ? heads.map { Clean.line($0, limit: 30) } : grid.columns.map { Self.cut($0.short) }
        let squares = fits ? texts : grid.rows.map { $0.cellGroups.map(SquareText.signs) }
        let widths = fits ? wanted : Self.widths(shown, squares)
        // Narrow gaps are better than columns in two blocks, and so is a label in two lines.
        let used = widths.reduce(0, +)
        let gap = min(longest, Self.leastLabel) + used + 2 * widths.count <= width ? 2 : 1
        let room = width - used - gap * widths.count
        let left = min(longest, max(room, Self.leastLabel))
        var lines = fits ? head : head + models
        let space = String(repeating: " ", count: gap)
        for block in Self.blocks(widths, width - left, gap) {
            lines.append(TextLines.pad("", left) + block.map { space + TextLines.pad(shown[$0], widths[$0]) }.joined())
            for (row, squares) in zip(grid.rows, squares) {
                let painted = block.map { space + squares[$0].painted(widths[$0], ink) }
                let label = Self.wrapped(row, left)
                lines.append(TextLines.pad(label.first ?? "", left) + painted.joined())
                lines += label.dropFirst()
            }
        }
        return lines.map(TextLines.trimmed)
    }

    /// What the grid is of, and what all rows share.
    private var head: [String] {
        let count = Words.count(grid.cells.count, "cell")
        let title = "\(grid.architecture.rawValue): \(count), \(grid.columnTitle) across"
        let said = [
            ("everywhere", grid.constants.map(\.constant)),
            ("unless a row says otherwise", grid.assumptions.map(\.words)),
        ]
        return TextLines.wrapped(title, width, "  ").map(ink.bold)
            + said.filter { !$0.1.isEmpty }.flatMap { name, values in
                Self.indented("\(name): \(values.joined(separator: ", "))", width)
            }
    }

    /// The CPU models that do not fit into short heads.
    private var models: [String] {
        let named = grid.columns.compactMap { column in column.detail.map { "\(column.short) \($0)" } }
        return named.isEmpty
            ? [] : Self.indented("columns: \(named.joined(separator: ", "))", width)
    }

    private static func indented(_ text: String, _ width: Int) -> [String] {
        TextLines.wrapped(Clean.line(text, limit: 600), width - 2, "  ").map { "  " + $0 }
    }

    private static func label(_ row: GridRow) -> String {
        (row.isWithin ? "  " : "") + Clean.line(row.label, limit: 200)
    }

    /// A row's label in lines; a row within a group is indented. A word longer than a line is broken.
    private static func wrapped(_ row: GridRow, _ width: Int) -> [String] {
        let indent = row.isWithin ? 2 : 0
        let words = Clean.line(row.label, limit: 200).split(separator: " ")
            .flatMap { TextLines.pieces(of: String($0), max(8, width - indent - 2)) }
        return TextLines.wrapped(words.joined(separator: " "), width - indent, "  ")
            .map { String(repeating: " ", count: indent) + $0 }
    }

    private static func widths(_ heads: [String], _ rows: [[SquareText]]) -> [Int] {
        heads.indices.map { column in max(heads[column].count, rows.map { $0[column].width }.max() ?? 0) }
    }

    /// The answers, counted by question, and the outcomes.
    private var totals: [String] {
        let tally = AnswerTally(grid.cells)
        let answers = CellQuestion.allCases.map { "  \($0.noun): \(tally.phrase($0))" }
        let counts = Dictionary(grid.cells.map { ($0.outcome, 1) }, uniquingKeysWith: +)
        let order = Outcome.bySeverity.map(Optional.some) + [nil]
        return answers
            + order.compactMap { outcome in
                counts[outcome].map {
                    "  " + ink.paint("\(Mark(outcome).sign) \(Mark(outcome).word)", Mark(outcome))
                        + "  \(Words.grouped($0))"
                }
            }
    }

    /// Columns side by side, as many as fit; at least one.
    private static func blocks(_ widths: [Int], _ room: Int, _ gap: Int) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var used = 0
        for (index, width) in widths.enumerated() {
            if let last = result.last, used + width + gap <= room {
                result[result.count - 1] = last.lowerBound..<index + 1
                used += width + gap
            } else {
                result.append(index..<index + 1)
                used = width + gap
            }
        }
        return result
    }

    /// The head of a column with room for signs only; a longer one is cut with a mark.
    private static func cut(_ label: String) -> String {
        let label = Clean.line(label, limit: 30)
        return label.count <= 14 ? label : String(label.prefix(13)) + "…"
    }
}
