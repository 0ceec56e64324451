// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// So many of so many, and what that says about the next ones.
public struct Rate: Sendable, Equatable, CustomStringConvertible {
    /// How often it was so.
    public let hits: Int
    /// How often it was tried.
    public let trials: Int

    /// `hits` of `trials`.
    public init(_ hits: Int, of trials: Int) {
        self.hits = hits
        self.trials = trials
    }

    /// The interval of 95 % (Wilson's score interval): unlike the usual one it says something sensible of few trials, and of 0 and
    /// all of them. Without a trial it is everything.
    public var interval: ClosedRange<Double> {
        guard trials > 0 else { return 0...1 }
        // The 97.5th percentile of the normal distribution.
        let z = 1.959963984540054
        let (n, share) = (Double(trials), Double(hits) / Double(trials))
        let scale = 1 + z * z / n
        let centre = (share + z * z / (2 * n)) / scale
        let reach = z / scale * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        // Exactly 0 and 1 at the ends, where rounding would leave a trace.
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

/// The value in the middle; nil where there is none.
package func median<Value: Comparable>(of values: [Value]) -> Value? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
}
