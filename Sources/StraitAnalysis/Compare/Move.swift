// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One thing that moved, with all cells in which it moved: what is the same in all of them is said once.
public struct Move: Sendable, Equatable {
    /// What moved, as in the first of the cells.
    public var change: Change
    /// The names of the pairs.
    public var cells: [String]
    /// How often the kernel reported it, in all cells together; the number of cells for anything else.
    public var count: Int
    /// The tests, or sizes of device memory, that were being tried when the kernel reported it; in the order of the cells.
    public var during: [String]
}

extension Comparison {
    /// What moved for a question, or is told of it: the worst first, then what moved in most cells.
    public func moves(of question: CellQuestion) -> [Move] {
        var places: [MoveKey: Int] = [:]
        var moves: [Move] = []
        for pair in pairs {
            for change in pair.changes where change.question == question {
                let count = change.report?.count ?? 1
                let during = change.report?.during.map { [$0] } ?? []
                guard let place = places[MoveKey(change)] else {
                    places[MoveKey(change)] = moves.count
                    moves.append(Move(change: change, cells: [pair.name], count: count, during: during))
                    continue
                }
                if moves[place].cells.last != pair.name { moves[place].cells.append(pair.name) }
                moves[place].count += count
                moves[place].during = (moves[place].during + during).uniqued()
            }
        }
        return [Change.Direction.worse, .better, .neutral].flatMap { direction in
            moves.enumerated().filter { $0.element.change.direction == direction }
                .sorted { (-$0.element.cells.count, $0.offset) < (-$1.element.cells.count, $1.offset) }
                .map(\.element)
        }
    }
}

/// What makes two changes one thing.
private struct MoveKey: Hashable {
    private let words: [String]

    init(_ change: Change) {
        let sides =
            change.report.map { [$0.fingerprint] }
            ?? [change.name, change.before.map { "\($0)" }, change.after.map { "\($0)" }].map { $0 ?? "" }
        words = [change.subject.rawValue, change.direction.rawValue] + sides
    }
}
