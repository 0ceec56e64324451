// SPDX-License-Identifier: Apache-2.0

/// A part of a matrix: every N-th cell, for one of N machines. Neighbours are similar and take about as long, so all
/// parts are about equal.
public struct Shard: Sendable, Codable, Equatable {
    /// The most parts of a matrix.
    public static let most = 10_000

    /// Identifies the whole: two parts belong to one run if this is equal.
    public struct Whole: Sendable, Codable, Hashable {
        /// The number of cells of all parts.
        public let cells: Int
        /// A digest of their ids in the order of the matrix: 16 hexadecimal digits.
        public let digest: String

        /// Makes the identity of a whole from the ids of its cells.
        public init(of ids: [String]) {
            cells = ids.count
            digest = StableDigest.of(ids.map { $0 + "\n" }.joined())
        }
    }

    /// Which part it is, from 1.
    public let index: Int
    /// How many parts there are.
    public let count: Int

    /// Parses `2/4`; nil for anything else.
    public init?(parsing text: String) {
        let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { part in
            part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
        }
        guard numbers.count == 2, let index = numbers[0], let count = numbers[1], (1...Self.most).contains(count),
            (1...count).contains(index)
        else { return nil }
        self.index = index
        self.count = count
    }

    private enum CodingKeys: CodingKey { case index, count }

    /// Decodes numbers that ``init(parsing:)`` accepts, and rejects all others.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let index = try container.decode(Int.self, forKey: .index)
        let count = try container.decode(Int.self, forKey: .count)
        guard let shard = Shard(parsing: "\(index)/\(count)") else {
            throw DecodingError.dataCorruptedError(
                forKey: .index, in: container, debugDescription: "not a part of a matrix: \(index)/\(count)")
        }
        self = shard
    }

    /// Joins the elements of all parts in the order of their positions; nil if they are not the parts of one whole.
    public static func whole<Element>(of parts: [(elements: [Element], places: [Int])]) -> [Element]? {
        guard parts.allSatisfy({ $0.elements.count == $0.places.count }) else { return nil }
        let placed = parts.flatMap { zip($0.places, $0.elements) }.sorted { $0.0 < $1.0 }
        guard placed.map(\.0) == Array(placed.indices) else { return nil }
        return placed.map(\.1)
    }
}
