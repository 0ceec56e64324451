// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One thing that moved, with all cells in which it moved: what is the same in all of them is said once.
public struct Move: Sendable, Equatable {
    /// What moved, as in the first of the cells.
    public var change: Change
    /// The sizes or tests that moved in this way; empty where there is only one of their kind.
    public var names: [String]
    /// The names of the pairs.
    public var cells: [String]
    /// How often the kernel reported it, in all cells together; the number of cells for anything else.
    public var count: Int
    /// The tests, or sizes of device memory, that were being tried when the kernel reported it; in the order of the cells.
    public var during: [String]
    /// Whether the cells have different values, of which the change is an example.
    public var isExample = false
}

extension Comparison {
    /// What moved for a question, or is told of it: the worst first, then what moved in most cells.
    public func moves(of question: CellQuestion) -> [Move] {
        var places: [MoveKey: Int] = [:]
        var moves: [Move] = []
        for pair in pairs {
            for change in pair.told where change.question == question {
                let move = Move(change, in: pair.name)
                if let place = places[MoveKey(change)] {
                    moves[place].add(move)
                } else {
                    places[MoveKey(change)] = moves.count
                    moves.append(move)
                }
            }
        }
        return [Change.Direction.worse, .better, .neutral].flatMap { direction in
            moves.enumerated().filter { $0.element.change.direction == direction }
                .sorted { (-$0.element.cells.count, $0.offset) < (-$1.element.cells.count, $1.offset) }
                .map(\.element)
        }
    }
}

extension [Move] {
    /// The same with what moved alike in the same cells as one: the tests that fail now, the sizes that are granted now. How much room
    /// there is differs from layout to layout: of that there is one example.
    public var together: [Move] {
        var places: [TogetherKey: Int] = [:]
        var moves: [Move] = []
        for move in self {
            if let place = places[TogetherKey(move)] {
                moves[place].join(move)
            } else {
                places[TogetherKey(move)] = moves.count
                moves.append(move)
            }
        }
        return moves
    }
}

extension Move {
    fileprivate init(_ change: Change, in cell: String) {
        self.init(
            change: change, names: change.report == nil ? [change.name].compactMap { $0 } : [], cells: [cell],
            count: change.report?.count ?? 1, during: (change.report?.during).map { [$0] } ?? [])
    }

    /// The same thing in a further cell, or once more in the last.
    fileprivate mutating func add(_ other: Move) {
        if cells.last != other.cells.last { cells += other.cells }
        count += other.count
        during = (during + other.during).uniqued()
    }

    /// Another thing that moved in the same way.
    fileprivate mutating func join(_ other: Move) {
        names += other.names
        isExample = isExample || change != other.change && change.subject == .capacity
        guard change.subject == .capacity else { return }
        let known = Set(cells)
        cells += other.cells.filter { !known.contains($0) }
        count = cells.count
    }
}

extension Comparison.Pair {
    /// What differs, each thing once: that the outcome is another one is left out where a report, a size or a test says it.
    public var told: [Change] {
        changes.filter { change in change.subject != .outcome || !changes.contains { $0.says(change) } }
    }
}

extension Change {
    /// Whether it tells why the outcome changed: the report of what crashed, the size that was refused, the test that failed.
    fileprivate func says(_ other: Change) -> Bool {
        guard direction == other.direction, subject != .outcome else { return false }
        let (bad, mine) = direction == .better ? (other.before, before) : (other.after, after)
        guard case .ended(let outcome, let rung, _) = bad else { return false }
        switch outcome {
        case .crashed: return subject == .report
        case .failed:
            if subject == .selftest { return rung.question == .tests && mine != nil }
            return subject == .deviceMemory && mine == bad
        default: return subject == .deviceMemory && mine == bad
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

/// What makes two moves be told together.
private struct TogetherKey: Hashable {
    private let words: [String]

    init(_ move: Move) {
        let change = move.change
        let kind = [change.subject.rawValue, change.direction.rawValue, change.question.rawValue]
        switch change.subject {
        case .capacity: words = kind
        case .report: words = kind + [change.report?.fingerprint ?? ""]
        case .outcome, .deviceMemory, .selftest:
            words = kind + [change.before.map { "\($0)" } ?? "", change.after.map { "\($0)" } ?? ""] + move.cells
        }
    }
}
