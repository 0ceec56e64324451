// SPDX-License-Identifier: Apache-2.0

/// How far the build of a kernel is.
public struct BuildProgress: Sendable, Equatable {
    /// The file that is compiled now: `mm/memremap`.
    public var file: String
    /// How many files were compiled.
    public var count: Int
    /// How many they are at most, from an earlier build in the same directory; nil if there was none.
    public var most: Int?
    /// Seconds since the build began.
    public var seconds: Double

    /// Makes a state.
    public init(file: String, count: Int, most: Int? = nil, seconds: Double) {
        self.file = file
        self.count = count
        self.most = most
        self.seconds = seconds
    }

    /// Seconds that it takes at most from now, at the pace so far; nil as long as nothing tells.
    public var secondsLeft: Double? {
        guard let most, count >= Self.enough, most >= count else { return nil }
        return seconds / Double(count) * Double(most - count)
    }

    /// Fewer files tell no pace.
    private static let enough = 20
}
