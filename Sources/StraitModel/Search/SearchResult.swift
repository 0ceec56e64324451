// SPDX-License-Identifier: Apache-2.0

/// The result of a search.
public struct SearchResult: Sendable, Codable, Equatable {
    /// How it ended.
    public enum State: String, Sendable, Codable {
        /// The outcome changes between two neighbours, both of which ran.
        case boundary
        /// Both ends have the same outcome, and no possible value lies beyond them; values between them were not tried.
        case noChange
        /// Too few values have a verdict on the kernel.
        case inconclusive
        /// Some boots are still missing.
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

        /// Makes a side.
        public init(value: AxisValue, cell: String, answer: CellAnswer) {
            self.value = value
            self.cell = cell
            self.answer = answer
        }
    }

    /// The axis, or `deviceMemory`.
    public var axis: String
    /// The id that its cells share.
    public var name: String
    /// How it ended.
    public var state: State
    /// The last value before the change; for `noChange` the first value. Nil if it has no answer.
    public var below: Side?
    /// The first value after the change; for `noChange` the last value.
    public var above: Side?
    /// How many values were booted.
    public var booted: Int
    /// How many values there are.
    public var values: Int
    /// Other information for the reader.
    public var notes: [String]

    /// Makes a result.
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
