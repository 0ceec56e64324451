// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension ComparisonSide {
    /// The night's results. Cells without a verdict get their verdict from `earlier` nights, the newest first, so that
    /// an outage of the host hides no regression. `earlier` is read only as far as gaps are left.
    public init(record: RunRecord, results: [CellResult], filledFrom earlier: some Sequence<[CellResult]>) {
        var known = Dictionary(results.map { ($0.id, $0) }) { first, _ in first }
        func isOpen(_ id: String) -> Bool {
            guard let outcome = known[id]?.outcome else { return true }
            return outcome == .infrastructure || outcome == .invalid
        }
        var open = Set(record.cells.filter { isOpen($0.id) && $0.control == nil }.map(\.id))
        if !open.isEmpty {
            for night in earlier {
                for result in night where open.contains(result.id) && result.outcome.isVerdictOnKernel {
                    known[result.id] = result
                    open.remove(result.id)
                }
                if open.isEmpty { break }
            }
        }
        self.init(record: record, results: Array(known.values))
    }
}

extension NightSummary {
    /// Adds what changed since night number `since`. `results` are this night's own.
    public mutating func take(_ comparison: Comparison, since number: Int, results: [CellResult]) {
        since = number
        (broke, fixed) = (comparison.moved(.broke), comparison.moved(.fixed))
        // A cell that did not run this night is already listed as such.
        inconclusive = comparison.moved(.inconclusive).filter { $0.now != nil }
        undecided = comparison.undecided(given: results)
    }

    /// Adds cells that the history knows as passing and that fail now. So a night without a verdict does not make a
    /// failure look old.
    public mutating func takeRegressions(of results: [CellResult]) {
        let named = Set(broke.map(\.cell))
        regressed =
            results
            .filter { $0.verdict == .regression && $0.expectation == nil && !named.contains($0.id) }
            .compactMap(\.surprise)
    }
}

extension Comparison {
    fileprivate func moved(_ verdict: PairVerdict) -> [NightSummary.Moved] {
        pairs.filter { $0.verdict == verdict }.map { pair in
            NightSummary.Moved(
                cell: pair.name, before: pair.base?.answer, now: pair.candidate?.answer,
                reproduction: pair.candidate?.reproduction)
        }
    }

    /// How many cells may be worse without a proof: one of the two nights has no verdict on them.
    fileprivate func undecided(given results: [CellResult]) -> Int {
        let known = results.filter { $0.verdict.map { !$0.isUnexpected } ?? ($0.outcome == .passed) }
        let settled = Set(known.map(\.id))
        return pairs.count { pair in
            guard pair.verdict == .inconclusive, let candidate = pair.candidate else { return false }
            return candidate.outcome != nil && !settled.contains(candidate.id)
        }
    }
}

extension Comparison.Side {
    /// How the cell ended, without the kernel's reports; nil without a result.
    fileprivate var answer: CellAnswer? {
        guard let outcome, let rung else { return nil }
        return CellAnswer(outcome, rung, errno: errno, answers: answers)
    }
}
