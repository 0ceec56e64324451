// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A place of a grid for a terminal: the three answers of each cell or group in it as signs, with words if there is room.
struct SquareText {
    /// Text of one colour.
    private struct Piece {
        let text: String
        let mark: Mark?
    }

    private let pieces: [Piece]

    /// Columns that it takes.
    var width: Int { pieces.reduce(0) { $0 + $1.text.count } }

    /// The text in its colours, as wide as its column.
    func painted(_ width: Int, _ ink: Ink) -> String {
        // Neighbours of one colour are painted as one.
        var runs: [Piece] = []
        for piece in pieces {
            if let last = runs.last, last.mark?.colour == piece.mark?.colour {
                runs[runs.count - 1] = Piece(text: last.text + piece.text, mark: last.mark)
            } else {
                runs.append(piece)
            }
        }
        return runs.map { run in run.mark.map { ink.paint(run.text, $0) } ?? run.text }.joined()
            + String(repeating: " ", count: max(0, width - self.width))
    }

    /// `✗✓✓ failed ERANGE`: the answers, and the outcome as the summary.
    static func words(_ groups: [CellGroup]) -> SquareText {
        guard let group = groups.first, groups.count == 1 else { return signs(groups) }
        let worst = Mark(group.worst.outcome)
        return SquareText(pieces: signs(group) + [Piece(text: " " + word(group), mark: worst)])
    }

    /// `✗✓✓`, `✗✓✓▼` if unexpected, `✗✓✓4/5` for several layouts or boots.
    static func signs(_ groups: [CellGroup]) -> SquareText {
        guard groups.count > 4 else {
            let each = groups.map { group in signs(group) + rate(group) }
            return SquareText(pieces: Array(each.joined(separator: [Piece(text: ",", mark: nil)])))
        }
        let marks = CellQuestion.allCases.map { question in
            Mark(CellAnswers.State.worst(of: groups.map { $0.state(of: question) }), of: question)
        }
        return SquareText(pieces: pieces(marks) + [Piece(text: "×\(groups.count)", mark: nil)])
    }

    private static func signs(_ group: CellGroup) -> [Piece] {
        let news = group.worst.verdict.flatMap { $0.isUnexpected ? Mark($0) : nil }
        let sides = group.shownSearch.map { search in search.sides.map(pieces) } ?? [pieces(group.marks)]
        return Array(sides.joined(separator: [Piece(text: "|", mark: nil)]))
            + (news.map { [Piece(text: $0.sign, mark: $0)] } ?? [])
    }

    private static func pieces(_ marks: [Mark]) -> [Piece] { marks.map { Piece(text: $0.sign, mark: $0) } }

    /// How many of several layouts or boots passed; nothing for a single cell.
    private static func rate(_ group: CellGroup) -> [Piece] {
        guard group.isGroup, group.rate.trials > 0 else { return [] }
        return [Piece(text: group.short, mark: Mark(group.worst.outcome))]
    }

    private static func word(_ group: CellGroup) -> String {
        if let shownSearch = group.shownSearch { return shownSearch.word }
        if group.isGroup, group.rate.trials > 0 { return group.word + (group.replay.map { ", \($0)" } ?? "") }
        let errno = group.cells[0].result?.errno.map { " \($0)" } ?? ""
        return Mark(group.cells[0].outcome).word + Clean.line(errno, limit: 16)
    }
}
