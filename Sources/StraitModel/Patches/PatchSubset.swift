// SPDX-License-Identifier: Apache-2.0

/// Which of a kernel's patches are applied, where it is not all of them: one step of a series.
public struct PatchSubset: Sendable, Hashable, Codable {
    /// Only the first so many.
    public var first: Int
    /// But not this one, from 1; nil for none.
    public var without: Int?

    /// A part of a series.
    public init(first: Int, without: Int? = nil) {
        self.first = first
        self.without = without
    }

    /// Those of a list that it names, in their order.
    public func of<Element>(_ patches: [Element]) -> [Element] {
        patches.prefix(first).enumerated().filter { $0.offset + 1 != without }.map(\.element)
    }
}
