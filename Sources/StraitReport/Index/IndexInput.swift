// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The input of the index page.
public struct IndexInput: Sendable {
    /// A run in the index.
    public struct Run: Sendable {
        /// What was requested.
        public var record: RunRecord
        /// The results so far.
        public var results: RunResults
        /// Path from the page to the run's directory, ending in `/`.
        public var base: String
        /// Whether the directory has a report to link to.
        public var hasReport: Bool

        /// Makes a run.
        public init(record: RunRecord, results: RunResults, base: String, hasReport: Bool) {
            self.record = record
            self.results = results
            self.base = base
            self.hasReport = hasReport
        }
    }

    /// The title: the directory's name.
    public var title: String
    /// The runs, in any order.
    public var runs: [Run]
    /// Directories that could not be read, one sentence each.
    public var problems: [String]

    /// Makes an input.
    public init(title: String, runs: [Run], problems: [String] = []) {
        self.title = title
        self.runs = runs
        self.problems = problems
    }
}
