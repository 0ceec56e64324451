// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// How many cells have each outcome and each verdict.
package struct Tally: Sendable {
    /// How many cells have each outcome.
    package let counts: [Outcome: Int]
    /// How many cells have each verdict; empty if the configuration expects nothing.
    package let verdicts: [CellVerdict: Int]
    /// Whether the configuration says what to expect; if not, verdicts are against the run before.
    package let hasRules: Bool
    /// How many cells there are, including those without a result.
    package let total: Int

    /// Counts cells.
    package init(_ cells: [ShownCell]) {
        counts = cells.compactMap(\.outcome).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        verdicts = cells.compactMap(\.verdict).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        hasRules = cells.contains { $0.hasRule }
        total = cells.count
    }

    /// Cells without a result.
    package var missing: Int { total - counts.values.reduce(0, +) }

    /// How many cells ran but have no verdict on the kernel.
    package var silent: Int { counts[.invalid, default: 0] + counts[.infrastructure, default: 0] }
}

/// The verdict on a whole run. Controls are not counted.
package struct RunVerdict: Sendable {
    /// The counts it is made from.
    package let tally: Tally
    /// The worst outcome; with expectations, the worst unexpected one. Nil if nothing has a result, or if the only flaw
    /// is cells without one.
    package let worst: Outcome?
    /// Whether all unexpected verdicts are `fixed`.
    package let isOnlyBetter: Bool
    /// Whether the controls say that the run cannot be trusted.
    package let isDistrusted: Bool

    /// Judges a run. While it is still running (`isLive`) only the cells so far count.
    package init(_ cells: RunCells, isLive: Bool = false) {
        tally = Tally(cells.asked)
        isDistrusted = !cells.controls.objections.isEmpty
        let known = Self.worst(cells.asked, tally)
        // Cells without a result could have any outcome, so "passed" cannot be said yet.
        let isOpen = known == .passed && tally.missing > 0 && !isLive
        worst = isDistrusted ? .invalid : isOpen ? nil : known
        let isBetter = Set(tally.verdicts.keys.filter(\.isUnexpected)) == [.fixed] && worst == .passed
        isOnlyBetter = isBetter && !isDistrusted
    }

    private static func worst(_ cells: [ShownCell], _ tally: Tally) -> Outcome? {
        let news = tally.verdicts.isEmpty ? cells : cells.filter { [.unexpected, .open].contains(Priority($0)) }
        let seen = Set(news.compactMap(\.outcome))
        let isLost = cells.contains { $0.outcome == .unsupported && Priority($0) == .unexpected }
        // Unsupported cells are no trouble unless they were expected to run, or nothing else ran.
        if let worst = Outcome.bySeverity.first(where: { ($0 != .unsupported || isLost) && seen.contains($0) }) {
            return worst
        }
        let rest = Outcome.bySeverity.filter { tally.counts[$0] != nil }
        return tally.verdicts.isEmpty || rest.isEmpty ? rest.first : .passed
    }
}

extension RunResults {
    /// Seconds from the start of a run to its end; nil while it has no end.
    package var wallTime: Double? {
        guard let finished, let end = Self.date(finished), let start = Self.date(started) else {
            return nil
        }
        return end.timeIntervalSince(start)
    }

    private static func date(_ text: String) -> Date? {
        // An unreadable date is shown as it is; only the difference is missing.
        try? Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains(".")).parse(text)
    }
}
