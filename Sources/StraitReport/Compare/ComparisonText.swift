// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A comparison in columns, for a terminal and for a mail.
struct ComparisonText {
    let comparison: Comparison
    let width: Int
    let ink: Ink

    private static let mostRows = 60
    private static let mostPairs = 40
    /// As wide as the longest word that stands in it, and a gap.
    private static let outcomeWidth = 13

    /// The cells with their outcomes on both sides, those that moved first; the unchanged ones only as far as there is room.
    var table: [String] {
        let rest = 2 * Self.outcomeWidth + 2
        let rows = sorted.prefix(Self.mostRows)
        let names = rows.map { Clean.line($0.name, limit: 400) }
        let column = min(max(names.map(\.count).max() ?? 0, 4), width - rest)
        let head = "  " + Summary.pad("cell", column) + cell("base") + "  candidate"
        var lines = [ink.bold(head)]
        for (pair, name) in zip(rows, names) {
            let parts = Self.broken(name, column)
            for (index, part) in parts.enumerated() {
                let sign = index == 0 ? ChangeWords.sign(pair.verdict) : " "
                let outcomes = index == 0 ? cell(Self.word(pair.base)) + "  " + Self.word(pair.candidate) : ""
                let line = "\(sign) \(Summary.pad(part, column))\(outcomes)"
                lines.append(paint(Self.trimmed(line), pair.verdict))
            }
        }
        let left = comparison.pairs.count - rows.count
        if left > 0 { lines.append("  and \(Words.count(left, "more cell")), see the report") }
        let legend = "  (- broke, + fixed, ? inconclusive, = unchanged, < > on one side only)"
        return lines + Self.wrapped(legend, width, "  ")
    }

    /// Why none of it can be trusted; empty where it can.
    var distrust: [String] {
        guard !comparison.distrust.isEmpty else { return [] }
        return Self.wrapped("? \(ChangeWords.distrust)", width, "  ").map(ink.alarm)
            + comparison.distrust.flatMap { Self.wrapped("  \(Clean.line($0, limit: 600))", width, "    ") }
    }

    /// What moved, each with its reasons.
    var moved: [String] {
        let pairs = sorted.filter { [.broke, .inconclusive, .fixed].contains($0.verdict) }
        let lines = pairs.prefix(Self.mostPairs).flatMap(block)
        let left = pairs.count - min(pairs.count, Self.mostPairs)
        return lines + (left > 0 ? ["and \(Words.count(left, "more cell"))"] : [])
    }

    /// What differs and decides nothing.
    var besides: [String] {
        let pairs = comparison.pairs.filter { $0.verdict == .unchanged && !$0.changes.isEmpty }
        let lines = pairs.prefix(Self.mostPairs / 2).flatMap(block)
        let left = pairs.count - min(pairs.count, Self.mostPairs / 2)
        return lines + (left > 0 ? ["and \(Words.count(left, "more cell"))"] : [])
    }

    private var sorted: [Comparison.Pair] {
        ChangeWords.order.flatMap { verdict in comparison.pairs.filter { $0.verdict == verdict } }
    }

    private func block(_ pair: Comparison.Pair) -> [String] {
        let head = Self.wrapped("\(pair.verdict.rawValue): \(Clean.line(pair.name, limit: 400))", width, "  ")
        return head.map { paint($0, pair.verdict) }
            + ChangeWords.reasons(pair).flatMap { Self.wrapped("  " + $0, width, "    ") }
    }

    private func cell(_ word: String) -> String { "  " + Summary.pad(word, Self.outcomeWidth - 2) }

    private func paint(_ text: String, _ verdict: Comparison.PairVerdict) -> String {
        switch verdict {
        case .broke: ink.paint(text, .failed)
        case .fixed: ink.paint(text, .passed)
        case .inconclusive: ink.paint(text, .invalid)
        case .unchanged, .onlyInBase, .onlyInCandidate: text
        }
    }

    private static func word(_ side: Comparison.Side?) -> String {
        guard let side else { return "-" }
        // The one word that is too long for its column.
        return side.outcome == .infrastructure ? "no verdict" : Words.word(side.outcome)
    }

    /// Text in lines of at most `width` columns: a word that is longer is broken, after a comma where it has one.
    static func wrapped(_ text: String, _ width: Int, _ indent: String) -> [String] {
        let lead = String(text.prefix { $0 == " " })
        let room = width - max(indent.count, lead.count)
        let words = text.split(separator: " ").flatMap { broken(String($0), room) }
        var lines = Summary.wrapped(words.joined(separator: " "), width - lead.count, indent)
        // The first line's own indentation, which splitting into words has taken away.
        if let first = lines.first { lines[0] = lead + first }
        return lines.enumerated().flatMap { index, line in
            line.count <= width ? [line] : broken(line, width)
        }
    }

    static func broken(_ text: String, _ width: Int) -> [String] {
        var parts: [String] = []
        var rest = Substring(text)
        while rest.count > width {
            let head = rest.prefix(width)
            let end = head.lastIndex(of: ",").map { rest.index(after: $0) } ?? head.endIndex
            parts.append(String(rest[..<end]))
            rest = rest[end...]
        }
        return parts + [String(rest)]
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
