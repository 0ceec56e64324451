// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitStore

/// How a run ended.
public struct RunOutcome: Sendable {
    /// The run's directory.
    public var directory: RunDirectory
    /// Every result, in the order of the matrix.
    public var results: RunResults
    /// Why the run stopped before its end; nil where it did not.
    public var stopped: String?
    /// Why none of the results can be trusted; empty where the controls, if any, ended as they have to.
    public var distrust: [Objection]
    /// Whether the configuration says what its cells will do; where it does not, a verdict is only against the run before.
    public var isJudged: Bool

    /// What `results` come to.
    init(_ directory: RunDirectory, _ results: RunResults, stopped: String?, isJudged: Bool = true) {
        self.directory = directory
        self.results = results
        self.stopped = stopped
        self.isJudged = isJudged
        distrust = directory.record.objections(to: results.cells, ended: stopped == nil)
    }

    /// Ids of cells that the run needed and has no result of, although it came to its end: a result that cannot be read any more.
    public var missing: [String] {
        guard stopped == nil else { return [] }
        let known = Set(results.cells.map(\.id))
        return directory.record.needed(given: results.cells).cellIDs.filter { !known.contains($0) }
    }
}
