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

        /// A value that was tried.
        public init(value: AxisValue, cell: String, answer: CellAnswer) {
            self.value = value
            self.cell = cell
            self.answer = answer
        }
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

    /// What a search found.
    public init(
        axis: String, name: String, state: State, below: Side?, above: Side?, booted: Int, values: Int, notes: [String]
    ) {
        self.axis = axis
        self.name = name
        self.state = state
        self.below = below
        self.above = above
        self.booted = booted
        self.values = values
        self.notes = notes
    }
}
