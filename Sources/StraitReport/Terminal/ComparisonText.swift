// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A comparison in the columns of a terminal.
struct ComparisonText {
    let comparison: Comparison
    let width: Int
    let ink: Ink

    /// The most things that moved in full.
    private static let mostMoves = 40
    /// The most things that differ and decide nothing.
    private static let mostBesides = 12
    /// The most frames of a call trace.
    private static let frames = 12
    /// The most ids below one thing that moved.
    private static let ids = 6

    /// The headline, a line or more.
    var headline: [String] {
        TextLines.wrapped(Headline(comparison).text, width, "  ").map(ink.bold)
    }

    /// The rows of the table, with what all cells have in common.
    var table: [String] {
        let table = AnswerTable(comparison, style: .signs)
        let lines = table.lines(width: width).map { line in
            line.mark.map { ink.paint(line.text, $0) } ?? ink.bold(line.text)
        }
        let constants = PairPlaces(comparison.pairs).constantLines.flatMap {
            TextLines.broken("  in \($0)", width, "    ")
        }
        return lines + constants + AnswerTable.legend(width: width)
    }

    /// Why the comparison cannot be trusted; empty if it can.
    var distrust: [String] {
        guard !comparison.distrust.isEmpty else { return [] }
        return TextLines.broken("? \(ChangeWords.distrust)", width, "  ").map(ink.alarm)
            + comparison.distrust.flatMap {
                TextLines.broken("  \(Clean.line($0.sentence, limit: 600))", width, "    ")
            }
    }

    /// Everything that moved and why pairs are inconclusive, each once with its cells.
    var moved: [String] { lines(MoveWords.moved(comparison), most: Self.mostMoves, frames: Self.frames) }

    /// What differs and decides nothing.
    var besides: [String] { lines(MoveWords.besides(comparison), most: Self.mostBesides, frames: 0) }

    private func lines(_ moves: [MoveWords], most: Int, frames: Int) -> [String] {
        let shape = MoveLines(places: PairPlaces(comparison.pairs), width: width, frames: frames, ids: Self.ids)
        let left = moves.count - min(moves.count, most)
        let lines = moves.prefix(most).flatMap { move in
            shape.lines(move, sign: Mark(move.verdict).sign).enumerated().map { index, line in
                index == 0 ? ink.paint(line, Mark(move.verdict)) : line
            }
        }
        return lines + (left > 0 ? ["and \(Words.count(left, "more change"))"] : [])
    }
}

/// One thing that moved as lines of text. An id stays whole, even if it is longer than a line.
struct MoveLines {
    let places: PairPlaces
    let width: Int
    /// The most frames of a call trace.
    let frames: Int
    /// The most ids.
    let ids: Int
    /// Whether it goes through mail: then strait's own words are ASCII.
    var isMail = false

    /// The lines, the first behind a sign.
    func lines(_ move: MoveWords, sign: String) -> [String] {
        let trace = move.trace?.lines(frames) ?? []
        return broken("\(sign) \(move.head)", "    ") + move.notes.flatMap { broken("    \($0)", "      ") }
            + trace.flatMap { broken("      \($0)", "        ") } + cells(move)
    }

    private func broken(_ text: String, _ indent: String) -> [String] {
        TextLines.broken(isMail ? TextLines.ascii(text) : text, width, indent)
    }

    private func cells(_ move: MoveWords) -> [String] {
        let names = move.pairs.prefix(max(ids, move.pairs.count == 1 ? 1 : 0)).map { Clean.line($0.name, limit: 400) }
        guard move.pairs.count > 1 else { return names.map { "    in \($0)" } }
        let label = places.label(move.pairs, most: 3)
        let left = move.pairs.count - names.count
        return broken("    in \(Words.count(move.pairs.count, "cell")): \(label)", "      ")
            + names.enumerated().map { index, name in
                "      \(name)" + (index == names.count - 1 && left > 0 ? " and \(left) more" : "")
            }
    }
}
