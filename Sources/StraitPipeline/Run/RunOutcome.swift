// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitStore

/// How a run ended.
public struct RunOutcome: Sendable {
    /// The run's directory.
    public var directory: RunDirectory
    /// All results, in the order of the matrix.
    public var results: RunResults
    /// Why the run stopped early; nil if it did not.
    public var stopped: String?
    /// Reasons not to trust the results; empty if there are none.
    public var distrust: [Objection]
    /// Whether the configuration has expectations; without, verdicts are only against the run before.
    public var isJudged: Bool

    /// Makes the outcome of `results`.
    init(_ directory: RunDirectory, _ results: RunResults, stopped: String?, isJudged: Bool = true) {
        self.directory = directory
        self.results = results
        self.stopped = stopped
        self.isJudged = isJudged
        distrust = directory.record.objections(to: results.cells, ended: stopped == nil)
    }

    /// Ids of cells that have no readable result although the run ended.
    public var missing: [String] {
        guard stopped == nil else { return [] }
        let known = Set(results.cells.map(\.id))
        return directory.record.needed(given: results.cells).cellIDs.filter { !known.contains($0) }
    }
}
