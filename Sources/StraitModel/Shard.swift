// SPDX-License-Identifier: Apache-2.0

/// A part of a matrix: every N-th cell, for one of N machines. Neighbours ask for much the same and take about as long, so each part
/// is as much work as the others.
public struct Shard: Sendable, Codable, Equatable {
    /// The most parts of a matrix.
    public static let most = 10_000

    /// Which part, from 1 on.
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

    /// The elements of this part, in the order of the whole.
    public func part<Element>(of whole: [Element]) -> [Element] {
        stride(from: index - 1, to: whole.count, by: count).map { whole[$0] }
    }

    /// The whole, from its parts in the order of their indices; nil where they are not the parts of one.
    public static func whole<Element>(of parts: [[Element]]) -> [Element]? {
        let count = parts.reduce(0) { $0 + $1.count }
        for (index, part) in parts.enumerated() {
            let due = count / parts.count + (index < count % parts.count ? 1 : 0)
            guard part.count == due else { return nil }
        }
        return (0..<count).map { parts[$0 % parts.count][$0 / parts.count] }
    }
}
