// SPDX-License-Identifier: Apache-2.0

/// A question for the value of an axis at which the outcome changes: cells that differ in nothing else, of which only those are booted
/// that a bisection needs. Each of them is an ordinary cell of its run, with an ordinary result.
public struct Search: Sendable, Codable, Equatable {
    /// A value that may be tried.
    public struct Candidate: Sendable, Codable, Equatable {
        /// The id of the cell that tries it.
        public var cell: String
        /// The value.
        public var value: AxisValue
        /// Whether the matrix asks for that cell besides, so that it is booted in any case.
        public var isAsked: Bool

        /// A value and its cell.
        public init(cell: String, value: AxisValue, isAsked: Bool = false) {
            self.cell = cell
            self.value = value
            self.isAsked = isAsked
        }
    }

    /// A value that makes no sense there, and is no cell.
    public struct Skipped: Sendable, Codable, Equatable {
        /// The value.
        public var value: AxisValue
        /// Why it cannot be.
        public var reason: String

        /// A value that is left out.
        public init(value: AxisValue, reason: String) {
            self.value = value
            self.reason = reason
        }
    }

    /// The axis, or `deviceMemory`.
    public var axis: String
    /// What its cells have in common, as an id: `x86_64,stock,kaslr-off,dev-32GiB`.
    public var name: String
    /// The values, ascending.
    public var candidates: [Candidate]
    /// Values that were named and cannot be.
    public var skipped: [Skipped]

    /// A search among at least two values.
    public init(axis: String, name: String, candidates: [Candidate], skipped: [Skipped] = []) {
        self.axis = axis
        self.name = name
        self.candidates = candidates
        self.skipped = skipped
    }

    /// Searches in the order of their cells, the ids of which are given in the matrix's: the same whichever parts of a matrix they
    /// come from.
    public static func ordered(_ searches: [Search], by cells: [String]) -> [Search] {
        let places = Dictionary(cells.enumerated().map { ($1, $0) }) { first, _ in first }
        func key(_ search: Search) -> [Int] { search.candidates.map { places[$0.cell] ?? .max } }
        return searches.sorted { left, right in
            let (one, other) = (key(left), key(right))
            return one == other ? left.axis < right.axis : one.lexicographicallyPrecedes(other)
        }
    }

    /// A value of a searched axis as configurations write it.
    public static func text(_ value: AxisValue, of axis: String) -> String {
        let isSize = axis == deviceMemory || Axis.named(axis)?.form == .size
        return isSize ? value.integer.map { Mebibytes($0).description } ?? value.description : value.description
    }

    /// The one thing to search for that is no axis of the machine: the size of the one region that each cell asks for.
    public static let deviceMemory = "deviceMemory"

    /// What can be searched for: whatever has an order.
    public static let axes: [String] =
        Axis.all.filter { axis in
            switch axis.form {
            case .integer, .size: true
            case .choice, .pattern: false
            }
        }.map(\.name) + [deviceMemory]
}
