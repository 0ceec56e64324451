// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What the page over many runs is made from.
public struct IndexInput: Sendable {
    /// A run among others.
    public struct Run: Sendable {
        /// What was asked.
        public var record: RunRecord
        /// What became of it, so far.
        public var results: RunResults
        /// Path from the page to the run's directory, ending in `/`.
        public var base: String
        /// Whether the directory has a report to link to.
        public var hasReport: Bool

        /// A run.
        public init(record: RunRecord, results: RunResults, base: String, hasReport: Bool) {
            self.record = record
            self.results = results
            self.base = base
            self.hasReport = hasReport
        }
    }

    /// What the runs are of: the directory's name.
    public var title: String
    /// The runs, in any order.
    public var runs: [Run]
    /// Directories that could not be read, one sentence each.
    public var problems: [String]

    /// An index's input.
    public init(title: String, runs: [Run], problems: [String] = []) {
        self.title = title
        self.runs = runs
        self.problems = problems
    }
}
