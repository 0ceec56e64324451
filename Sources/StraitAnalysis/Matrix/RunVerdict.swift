// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// How many cells came to what.
package struct Tally: Sendable {
    package let counts: [Outcome: Int]
    /// How many cells came to each verdict; empty where the configuration expects nothing.
    package let verdicts: [CellVerdict: Int]
    package let total: Int

    package init(_ cells: [ShownCell]) {
        counts = cells.compactMap(\.outcome).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        verdicts = cells.compactMap(\.verdict).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        total = cells.count
    }

    /// Cells without a result.
    package var missing: Int { total - counts.values.reduce(0, +) }

    /// Cells that were run and say nothing about the kernel.
    package var silent: Int { counts[.invalid, default: 0] + counts[.infrastructure, default: 0] }
}

/// What a run comes to as a whole. Controls are no cells here.
package struct RunVerdict: Sendable {
    package let tally: Tally
    /// The worst thing that happened; nil where nothing has a result, or where all is well but for cells without one. Of a run with
    /// expectations the worst that was not expected.
    package let worst: Outcome?
    /// Whether all that was not expected is that something is fixed.
    package let isOnlyBetter: Bool
    /// Whether the controls say that none of it can be trusted.
    package let isDistrusted: Bool

    /// Of a run that goes on (`isLive`) it is that of the cells so far: the others are yet to come.
    package init(_ cells: RunCells, isLive: Bool = false) {
        tally = Tally(cells.asked)
        isDistrusted = !cells.controls.objections.isEmpty
        let known = Self.worst(cells.asked, tally)
        // A cell without a result may have ended in any way: only a worse one can be told without it.
        let isOpen = known == .passed && tally.missing > 0 && !isLive
        worst = isDistrusted ? .invalid : isOpen ? nil : known
        let isBetter = Set(tally.verdicts.keys.filter(\.isUnexpected)) == [.fixed] && worst == .passed
        isOnlyBetter = isBetter && !isDistrusted
    }

    private static func worst(_ cells: [ShownCell], _ tally: Tally) -> Outcome? {
        let news = tally.verdicts.isEmpty ? cells : cells.filter { [.unexpected, .open].contains(Priority($0)) }
        let seen = Set(news.compactMap(\.outcome))
        let isLost = cells.contains { $0.outcome == .unsupported && Priority($0) == .unexpected }
        // What cannot be is no trouble, as long as something else can; what was expected to be tried is.
        if let worst = Outcome.bySeverity.first(where: { ($0 != .unsupported || isLost) && seen.contains($0) }) {
            return worst
        }
        let rest = Outcome.bySeverity.filter { tally.counts[$0] != nil }
        return tally.verdicts.isEmpty || rest.isEmpty ? rest.first : .passed
    }
}

extension RunResults {
    /// Seconds from the start of a run to its end; nil while it has none.
    package var wallTime: Double? {
        guard let finished, let end = Self.date(finished), let start = Self.date(started) else {
            return nil
        }
        return end.timeIntervalSince(start)
    }

    private static func date(_ text: String) -> Date? {
        // A date that cannot be read is shown as it stands; it only costs the difference.
        try? Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains(".")).parse(text)
    }
}
