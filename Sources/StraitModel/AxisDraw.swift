// SPDX-License-Identifier: Apache-2.0

/// Why several cells form a group.
public enum GroupKind: String, Sendable, Codable {
    /// `random xN`: one layout each; the answer is a rate.
    case layouts
    /// `seed:N xM`: boots of one layout. If their layouts differ, the seed does not replay.
    case replay
    /// One cell several times (`strait repro --repeat`).
    case repeats
}

/// A cell's position in its group, if an axis value stands for several cells: a layout of `random x5`, or a boot of
/// `seed:7 x20`.
public struct AxisDraw: Sendable, Equatable {
    /// Why the cells form a group.
    public let kind: GroupKind
    /// The axis value in the configuration: `random x5`, `seed:7 x20`.
    public let question: String
    /// Which of the cells it is, from 1.
    public let number: Int
    /// The seed that the cell boots with.
    public let seed: UInt32
}
