// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// What a run says as a whole: one sentence, and how many cells came to what. Controls are no cells here.
struct RunSentence {
    let sentence: String
    /// What has to be known besides; nil where there is nothing.
    let besides: String?
    /// The worst thing that happened, for the colour beside the sentence; nil where nothing has a result, or where all is well but for
    /// cells without one. Of a run with expectations the worst that was not expected.
    let worst: Outcome?
    /// The sign beside the sentence.
    let sign: String
    let counts: [Outcome: Int]
    /// How many cells came to each verdict; empty where the configuration expects nothing.
    let verdicts: [CellVerdict: Int]
    let total: Int
    let missing: Int
    /// Whether the controls say that none of it can be trusted.
    let isDistrusted: Bool

    /// Of a run that goes on (`isLive`) the colour is that of the cells so far: the others are yet to come.
    init(_ cells: RunCells, ended: Bool, isLive: Bool = false) {
        let tally = Tally(cells)
        (counts, verdicts, total, missing) = (tally.counts, tally.verdicts, tally.total, tally.missing)
        let taken = tally.verdicts.isEmpty ? tally.outcomes : tally.expectations
        let distrust = cells.controls.distrust
        isDistrusted = distrust != nil
        sentence = distrust ?? taken
        let rest = tally.besides(ended: ended)
        besides =
            distrust == nil
            ? rest : ["Taken as it stands, it would say: \(taken)", rest].compactMap { $0 }.joined(separator: " ")
        let known = Self.worst(cells.asked, tally)
        // A cell without a result may have ended in any way: only a worse one can be told without it.
        let isOpen = known == .passed && tally.missing > 0 && !isLive
        worst = isDistrusted ? .invalid : isOpen ? nil : known
        let isOnlyBetter = Set(tally.verdicts.keys.filter(\.isUnexpected)) == [.fixed] && worst == .passed
        sign = isOnlyBetter && !isDistrusted ? Words.sign(CellVerdict.fixed) : Words.sign(worst)
    }

    private static func worst(_ items: [ShownCell], _ tally: Tally) -> Outcome? {
        let news = tally.verdicts.isEmpty ? items : items.filter { [.unexpected, .open].contains(Priority($0)) }
        let seen = Set(news.compactMap(\.outcome))
        let isLost = items.contains { $0.outcome == .unsupported && Priority($0) == .unexpected }
        // What cannot be is no trouble, as long as something else can; what was expected to be tried is.
        if let worst = Words.bySeverity.first(where: { ($0 != .unsupported || isLost) && seen.contains($0) }) {
            return worst
        }
        let rest = Words.bySeverity.filter { tally.counts[$0] != nil }
        return tally.verdicts.isEmpty || rest.isEmpty ? rest.first : .passed
    }

    /// Seconds from the start of a run to its end; nil while it has none.
    static func wallTime(_ results: RunResults) -> Double? {
        guard let finished = results.finished, let end = date(finished), let start = date(results.started) else {
            return nil
        }
        return end.timeIntervalSince(start)
    }

    private static func date(_ text: String) -> Date? {
        // A date that cannot be read is shown as it stands; it only costs the difference.
        try? Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains(".")).parse(text)
    }
}
