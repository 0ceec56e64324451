// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Which point of a bisection is tested next. Pure: everything follows from what was seen so far.
public struct BisectSearch: Sendable {
    /// What a point shows.
    public enum Answer: Sendable, Equatable {
        /// As the good end.
        case old
        /// As the bad end.
        case new
        /// It cannot be tested.
        case skipped
    }

    /// By the point; nil where nothing is known.
    private let answers: [Answer?]

    /// Answers from the good end to the bad one.
    public init(_ answers: [Answer?]) { self.answers = answers }

    /// The last point that is known to be as the good end before the first that is as the bad one.
    public var lastOld: Int { answers[..<firstNew].lastIndex(of: .old) ?? 0 }

    /// The first point that is known to be as the bad end.
    public var firstNew: Int { answers.firstIndex(of: .new) ?? answers.count - 1 }

    /// The point to test: the one nearest to the middle that is not known; nil if none is left between the ends.
    public var next: Int? {
        let open = (lastOld + 1..<max(lastOld + 1, firstNew)).filter { answers[$0] == nil }
        let middle = lastOld + firstNew
        return open.min { abs(2 * $0 - middle) < abs(2 * $1 - middle) }
    }

    /// The points of which one is the first: more than one only if those between cannot be tested.
    public var candidates: ClosedRange<Int> { min(lastOld + 1, firstNew)...firstNew }
}

/// How often a kernel has to be booted without a change before it counts as a kernel without it.
public enum BisectRepeats {
    /// The chance that a kernel with the change is taken for one without it.
    public static let error = 0.01

    /// The boots that are needed if the change showed in `seen` of the boots of a kernel that has it: with the lower end of the 95 %
    /// interval of its rate, so that a lucky streak is not taken for certainty. Nil if it never showed.
    public static func needed(_ seen: Rate) -> Int? { count(rate: seen.interval.lowerBound, error: error) }

    /// A first look: the boots that are needed if the rate is exactly what was seen. What it lets through is found when the end of the
    /// search is booted as often as `needed` says.
    public static func quick(_ seen: Rate) -> Int? {
        guard seen.trials > 0 else { return nil }
        return count(rate: Double(seen.hits) / Double(seen.trials), error: 0.05)
    }

    /// The least n with (1 - rate)^n ≤ error.
    private static func count(rate: Double, error: Double) -> Int? {
        guard rate > 0 else { return nil }
        var (boots, chance) = (1, 1 - rate)
        while chance > error {
            chance *= 1 - rate
            boots += 1
        }
        return boots
    }
}
