// SPDX-License-Identifier: Apache-2.0

/// What several cells are there for.
public enum GroupKind: String, Sendable, Codable {
    /// `random xN`: one layout each, so that the answer is a rate.
    case layouts
    /// `seed:N xM`: boots of one layout. Where their layouts differ, the seed does not replay.
    case replay
    /// One cell several times (`strait repro --repeat`).
    case repeats
}

/// Which cell of a question one is, where an axis value stands for several cells: of `random x5` a layout, of `seed:7 x20` a boot.
public struct AxisDraw: Sendable, Equatable {
    /// What the cells of the question are there for.
    public let kind: GroupKind
    /// The axis value that the configuration has: `random x5`, `seed:7 x20`.
    public let question: String
    /// Which of the cells this is, from 1 on.
    public let number: Int
    /// The seed that the cell is booted with.
    public let seed: UInt32
}
