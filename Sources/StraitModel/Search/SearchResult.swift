// SPDX-License-Identifier: Apache-2.0

/// What a search found.
public struct SearchResult: Sendable, Codable, Equatable {
    /// How it ended.
    public enum State: String, Sendable, Codable {
        /// The outcome changes between two neighbours, both of which were booted.
        case boundary
        /// Both ends end alike, and beyond them there is no value that can be; what is between them was not looked at.
        case noChange
        /// Too few values have a verdict on the kernel to tell where, or whether, it changes.
        case inconclusive
        /// Boots are still to come.
        case unfinished
    }

    /// One side of the boundary, or one end.
    public struct Side: Sendable, Codable, Equatable {
        /// The value.
        public var value: AxisValue
        /// Id of the cell that tried it.
        public var cell: String
        /// How that cell ended.
        public var answer: CellAnswer
    }

    /// The axis, or `deviceMemory`.
    public var axis: String
    /// What the cells have in common, as an id.
    public var name: String
    /// How it ended.
    public var state: State
    /// The last value before the change; with `noChange` the first of all. Nil where it has no answer.
    public var below: Side?
    /// The first value after the change; with `noChange` the last of all.
    public var above: Side?
    /// How many values were booted.
    public var booted: Int
    /// How many there are.
    public var values: Int
    /// What a reader has to know besides.
    public var notes: [String]

    /// `physBits of x86_64,stock: 35 failed at reserve (ERANGE), 36 passed; 6 of 21 values booted`.
    public var sentence: String {
        let sides = [below, above].compactMap { side in
            side.map { "\(Search.text($0.value, of: axis)) \($0.answer.description)" }
        }
        let found =
            switch state {
            case .boundary: sides.joined(separator: ", ")
            case .noChange: "no change: " + sides.joined(separator: ", ")
            case .inconclusive: "inconclusive" + (sides.isEmpty ? "" : ": " + sides.joined(separator: ", "))
            case .unfinished: "unfinished"
            }
        return "\(axis) of \(name): \(found); \(booted) of \(values) values booted"
            + notes.map { "; \($0)" }.joined()
    }
}

extension RunRecord {
    /// What the run's searches found, given the results that there are; nil for a run without searches.
    public func searchResults(_ results: [CellResult]) -> [SearchResult]? {
        guard let searches else { return nil }
        let answers = Dictionary(results.map { ($0.id, $0.answer) }) { first, _ in first }
        return searches.map { $0.result(given: answers) }
    }

    /// The record with the cells that the run needs, given the results that there are: those of a search that it has no use for, or
    /// not yet, are left out.
    public func needed(given results: [CellResult]) -> RunRecord {
        guard let searches else { return self }
        let answers = Dictionary(results.map { ($0.id, $0.answer) }) { first, _ in first }
        var spared = Set(searches.flatMap(\.candidates).filter { !$0.isAsked }.map(\.cell)).subtracting(answers.keys)
        for search in searches { spared.subtract(search.next(given: answers)) }
        var record = self
        record.cells.removeAll { spared.contains($0.id) }
        return record
    }
}
