// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A grid in a terminal: with words where they fit, with signs where they do not, in blocks where even those do not.
struct GridText {
    let grid: Grid
    let width: Int
    let ink: Ink

    /// A run of more rows than this has its grid in the page, not in a terminal.
    private static let mostRows = 40

    var lines: [String] {
        let head = "\(grid.architecture.rawValue): \(Words.count(grid.items.count, "cell")), \(grid.across) across"
        guard grid.rows.count <= Self.mostRows else { return [ink.bold(head)] + totals }
        let labels = self.labels
        let left = min(max(labels.map(\.count).max() ?? 0, 6), width / 2)
        let texts = grid.rows.map { $0.squares.map(Self.words) }
        let heads = grid.columns.map { Clean.line($0.label, limit: 30) }
        let wanted = heads.indices.map { column in max(heads[column].count, texts.map { $0[column].count }.max() ?? 0) }
        let fits = left + wanted.reduce(0) { $0 + $1 + 2 } <= width
        let shown = fits ? heads : heads.map { Self.short($0) }
        let widths = fits ? wanted : shown.map { max(2, $0.count) }
        var lines = [ink.bold(head)]
        for block in Self.blocks(widths, width - left) {
            lines.append(Summary.pad("", left) + block.map { "  " + Summary.pad(shown[$0], widths[$0]) }.joined())
            for (row, label) in zip(grid.rows, labels) {
                let squares = block.map { column in
                    let text = fits ? Self.words(row.squares[column]) : Self.signs(row.squares[column])
                    return "  " + ink.paint(Summary.pad(text, widths[column]), Self.worst(row.squares[column]))
                }
                lines.append(Summary.pad(String(label.prefix(left)), left) + squares.joined())
            }
        }
        return lines.map(Self.trimmed)
    }

    /// The rows' labels, those of one axis below each other.
    private var labels: [String] {
        let parts = grid.rows.map { $0.labels.map { Clean.line($0, limit: 30) } }
        let widths = grid.down.indices.map { axis in parts.map { $0[axis].count }.max() ?? 0 }
        return parts.map { row in zip(row, widths).map { Summary.pad($0, $1) }.joined(separator: "  ") }
    }

    private var totals: [String] {
        let counts = Dictionary(grid.items.map { ($0.outcome, 1) }, uniquingKeysWith: +)
        let order = Words.bySeverity.map(Optional.some) + [nil]
        return order.compactMap { outcome in
            counts[outcome].map {
                "  " + ink.paint("\(Words.sign(outcome)) \(Words.word(outcome))", outcome) + "  \(Words.grouped($0))"
            }
        }
    }

    /// Columns that stand side by side, as many as there is room for; at least one.
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

    private static func words(_ items: [Item]) -> String {
        guard let item = items.first, items.count == 1 else { return signs(items) }
        let errno = item.result?.errno.map { " " + $0 } ?? ""
        return "\(Words.sign(item.outcome)) \(Words.word(item.outcome))" + Clean.line(errno, limit: 16)
    }

    private static func signs(_ items: [Item]) -> String {
        items.count > 4 ? "\(Words.sign(worst(items)))×\(items.count)" : items.map { Words.sign($0.outcome) }.joined()
    }

    private static func worst(_ items: [Item]) -> Outcome? {
        Words.bySeverity.first { outcome in items.contains { $0.outcome == outcome } }
    }

    /// `40` of `40 bits`; the name of a CPU model cut.
    private static func short(_ label: String) -> String { String(label.prefix { $0 != " " }.prefix(10)) }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
