// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A rate of successes, with its confidence interval.
public struct Rate: Sendable, Equatable, CustomStringConvertible {
    /// How often it succeeded.
    public let hits: Int
    /// How often it was tried.
    public let trials: Int

    /// `hits` of `trials`.
    public init(_ hits: Int, of trials: Int) {
        self.hits = hits
        self.trials = trials
    }

    /// The 95 % interval (Wilson's score interval). Unlike the normal approximation it is sensible for few trials, and
    /// for rates of 0 and 1. Without trials it is 0 to 1.
    public var interval: ClosedRange<Double> {
        guard trials > 0 else { return 0...1 }
        // The 97.5th percentile of the normal distribution.
        let z = 1.959963984540054
        let (n, share) = (Double(trials), Double(hits) / Double(trials))
        let scale = 1 + z * z / n
        let centre = (share + z * z / (2 * n)) / scale
        let reach = z / scale * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        // Exactly 0 and 1 at the ends, where rounding would leave a remainder.
        return (hits == 0 ? 0 : max(0, centre - reach))...(hits == trials ? 1 : min(1, centre + reach))
    }

    /// `3 of 5 (60 %; 95 % interval 23 to 88 %)`.
    public var description: String {
        guard trials > 0 else { return "0 of 0" }
        func percent(_ value: Double) -> String { String(Int((value * 100).rounded())) }
        let share = percent(Double(hits) / Double(trials))
        return
            "\(hits) of \(trials) (\(share) %; 95 % interval \(percent(interval.lowerBound)) to \(percent(interval.upperBound)) %)"
    }
}

/// The middle value; nil if there are none.
package func median<Value: Comparable>(of values: [Value]) -> Value? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
}
