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
        let signs = grid.rows.map { $0.squares.map(Self.signs) }
        let least = shown.indices.map { column in max(shown[column].count, signs.map { $0[column].count }.max() ?? 0) }
        let widths = fits ? wanted : least
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

    private static func words(_ questions: [Question]) -> String {
        guard let question = questions.first, questions.count == 1 else { return signs(questions) }
        if question.isGroup, question.rate.trials > 0 { return sign(question) + " passed" }
        let item = question.items[0]
        let errno = item.result?.errno.map { " " + $0 } ?? ""
        return "\(sign(question)) \(Words.word(item.outcome))" + Clean.line(errno, limit: 16)
    }

    private static func signs(_ questions: [Question]) -> String {
        questions.count > 4
            ? "\(Words.sign(worst(questions)))×\(questions.count)" : questions.map(sign).joined(separator: " ")
    }

    /// `✗`, `✗▼` where that was not expected, `✗▼ 4/5` where it is of several layouts.
    private static func sign(_ question: Question) -> String {
        let worst = question.worst
        let verdict = worst.verdict.flatMap { $0.isUnexpected ? Words.sign($0) : nil } ?? ""
        let rate = question.isGroup && question.rate.trials > 0 ? " \(question.rate.hits)/\(question.rate.trials)" : ""
        return Words.sign(worst.outcome) + verdict + rate
    }

    private static func worst(_ questions: [Question]) -> Outcome? {
        Words.bySeverity.first { outcome in questions.contains { $0.worst.outcome == outcome } }
    }

    /// `cortex-a53` of `cortex-a53 · 40 bits`, `own` of `the machine's own`; a longer name is cut with a mark.
    private static func short(_ label: String) -> String {
        let name = label.split(separator: " · ").first.map(String.init) ?? label
        if name == Grid.ownLabel { return "own" }
        return name.count <= 14 ? name : String(name.prefix(13)) + "…"
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
