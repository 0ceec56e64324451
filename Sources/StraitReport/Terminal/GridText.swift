// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A grid for a terminal: with words if they fit, else with signs, and in several blocks if these do not fit either.
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
        let texts = grid.rows.map { $0.cellGroups.map(Self.words) }
        let heads = grid.columns.map { [$0.label, $0.detail].compactMap { $0 }.joined(separator: " · ") }
        let longest = grid.rows.map { Self.label($0).count }.max() ?? 0
        let wanted = Self.widths(heads, texts)
        let fits = longest + wanted.reduce(0) { $0 + $1 + 2 } <= width
        let shown = fits ? heads.map { Clean.line($0, limit: 30) } : grid.columns.map { Self.cut($0.short) }
        let cellGroups = fits ? texts : grid.rows.map { $0.cellGroups.map(Self.signs) }
        let widths = fits ? wanted : Self.widths(shown, cellGroups)
        // A label in two lines is better than columns in two blocks.
        let room = width - widths.reduce(0) { $0 + $1 + 2 }
        let left = min(longest, max(room, Self.leastLabel))
        var lines = fits ? head : head + models
        for block in Self.blocks(widths, width - left) {
            lines.append(TextLines.pad("", left) + block.map { "  " + TextLines.pad(shown[$0], widths[$0]) }.joined())
            for (row, texts) in zip(grid.rows, cellGroups) {
                let painted = block.map { column in
                    let text = TextLines.pad(texts[column], widths[column])
                    return "  " + ink.paint(text, Mark(Self.worst(row.cellGroups[column])))
                }
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

    private static func widths(_ heads: [String], _ rows: [[String]]) -> [Int] {
        heads.indices.map { column in max(heads[column].count, rows.map { $0[column].count }.max() ?? 0) }
    }

    private var totals: [String] {
        let counts = Dictionary(grid.cells.map { ($0.outcome, 1) }, uniquingKeysWith: +)
        let order = Outcome.bySeverity.map(Optional.some) + [nil]
        return order.compactMap { outcome in
            counts[outcome].map {
                "  " + ink.paint("\(Mark(outcome).sign) \(Mark(outcome).word)", Mark(outcome))
                    + "  \(Words.grouped($0))"
            }
        }
    }

    /// Columns side by side, as many as fit; at least one.
    private static func blocks(_ widths: [Int], _ room: Int) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var used = 0
        for (index, width) in widths.enumerated() {
            if let last = result.last, used + width + 2 <= room {
                result[result.count - 1] = last.lowerBound..<index + 1
                used += width + 2
            } else {
                result.append(index..<index + 1)
                used = width + 2
            }
        }
        return result
    }

    private static func words(_ groups: [CellGroup]) -> String {
        guard let group = groups.first, groups.count == 1 else { return signs(groups) }
        if let shownSearch = group.shownSearch { return "\(sign(group)) \(shownSearch.word)" }
        if group.isGroup, group.rate.trials > 0 {
            return "\(sign(group.worst)) \(group.word)" + (group.replay.map { ", \($0)" } ?? "")
        }
        let cell = group.cells[0]
        let errno = cell.result?.errno.map { " \($0)" } ?? ""
        return "\(sign(cell)) \(Mark(cell.outcome).word)" + Clean.line(errno, limit: 16)
    }

    private static func signs(_ groups: [CellGroup]) -> String {
        groups.count > 4
            ? "\(Mark(worst(groups)).sign)×\(groups.count)" : groups.map(sign).joined(separator: " ")
    }

    /// `✗`, `✗▼` if unexpected, `4/5▼` for several layouts or boots.
    private static func sign(_ group: CellGroup) -> String {
        let worst = group.worst
        if let shownSearch = group.shownSearch { return shownSearch.sign + news(worst) }
        guard group.isGroup, group.rate.trials > 0 else { return sign(worst) }
        return group.short + news(worst)
    }

    private static func sign(_ cell: ShownCell) -> String { Mark(cell.outcome).sign + news(cell) }

    private static func news(_ cell: ShownCell) -> String {
        cell.verdict.flatMap { $0.isUnexpected ? Mark($0).sign : nil } ?? ""
    }

    private static func worst(_ groups: [CellGroup]) -> Outcome? {
        groups.map(\.worst.outcome).min { Outcome.severity($0) < Outcome.severity($1) } ?? nil
    }

    /// The head of a column with room for signs only; a longer one is cut with a mark.
    private static func cut(_ label: String) -> String {
        let label = Clean.line(label, limit: 30)
        return label.count <= 14 ? label : String(label.prefix(13)) + "…"
    }
}
