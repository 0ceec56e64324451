// SPDX-License-Identifier: Apache-2.0

/// A search for the axis value at which the outcome changes. Its cells differ only in that value, and only those that a
/// bisection needs are booted. Each is an ordinary cell with an ordinary result.
public struct Search: Sendable, Codable, Equatable {
    /// A value that the search may try.
    public struct Candidate: Sendable, Codable, Equatable {
        /// The id of the cell that tries it.
        public var cell: String
        /// The value.
        public var value: AxisValue
        /// Whether the matrix also contains that cell for another reason, so that it runs in any case.
        public var isAsked: Bool

        /// Makes a candidate.
        public init(cell: String, value: AxisValue, isAsked: Bool = false) {
            self.cell = cell
            self.value = value
            self.isAsked = isAsked
        }
    }

    /// A value that is impossible, so that it has no cell.
    public struct Skipped: Sendable, Codable, Equatable {
        /// The value.
        public var value: AxisValue
        /// The reason.
        public var reason: String

        /// Makes a skipped value.
        public init(value: AxisValue, reason: String) {
            self.value = value
            self.reason = reason
        }
    }

    /// The axis, or `deviceMemory`.
    public var axis: String
    /// The id that its cells share: `x86_64,stock,kaslr-off,dev-32GiB`.
    public var name: String
    /// The values, ascending.
    public var candidates: [Candidate]
    /// Values that were named but are impossible.
    public var skipped: [Skipped]

    /// Makes a search among at least two values.
    public init(axis: String, name: String, candidates: [Candidate], skipped: [Skipped] = []) {
        self.axis = axis
        self.name = name
        self.candidates = candidates
        self.skipped = skipped
    }

    /// Searches in the order of their cells, whose ids are given in the order of the matrix: the same for a whole run
    /// and for its joined parts.
    public static func ordered(_ searches: [Search], by cells: [String]) -> [Search] {
        let places = Dictionary(cells.enumerated().map { ($1, $0) }) { first, _ in first }
        func key(_ search: Search) -> [Int] { search.candidates.map { places[$0.cell] ?? .max } }
        return searches.sorted { left, right in
            let (one, other) = (key(left), key(right))
            return one == other ? left.axis < right.axis : one.lexicographicallyPrecedes(other)
        }
    }

    /// A value of the searched axis as configurations write it.
    public static func text(_ value: AxisValue, of axis: String) -> String {
        let isSize = axis == deviceMemory || Axis.named(axis)?.form == .size
        return isSize ? value.integer.map { Mebibytes($0).description } ?? value.description : value.description
    }

    /// What can be searched besides the axes: the size of the single region that each cell requests.
    public static let deviceMemory = "deviceMemory"

    /// The axes that can be searched: those with an order.
    public static let axes: [String] =
        Axis.all.filter { axis in
            switch axis.form {
            case .integer, .size: true
            case .choice, .pattern: false
            }
        }.map(\.name) + [deviceMemory]
}
