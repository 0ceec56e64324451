// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// What a cell left behind besides its result, as far as a report shows it. Whoever makes a report reads the files and hands them over.
public struct CellEvidence: Sendable, Equatable {
    /// A file of the cell's directory.
    public struct File: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Its size.
        public var bytes: Int

        /// A file.
        public init(name: String, bytes: Int) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// The end of the console, as bytes; the last 256 KiB are more than a report shows.
    public var console: [UInt8]
    /// Size of the whole console.
    public var consoleBytes: Int
    /// `/proc/iomem`, before any device memory was asked for.
    public var iomem: [MemoryRange]
    /// How QEMU was called.
    public var arguments: String?
    /// The files that are there.
    public var files: [File]

    /// Evidence; nothing but what is given.
    public init(
        console: [UInt8] = [], consoleBytes: Int? = nil, iomem: [MemoryRange] = [], arguments: String? = nil,
        files: [File] = []
    ) {
        self.console = console
        self.consoleBytes = consoleBytes ?? console.count
        self.iomem = iomem
        self.arguments = arguments
        self.files = files
    }
}

/// Everything that a report is made from: plain values, so that the same run gives the same bytes.
public struct ReportInput: Sendable {
    /// What was asked.
    public var record: RunRecord
    /// What became of it, so far.
    public var results: RunResults
    /// What a reader has to know about the run as a whole: results that could not be read.
    public var problems: [String]
    /// Path from the report to the run's directory, empty or ending in `/`.
    public var base: String
    /// What moved: against earlier runs, and the candidate against the base where the run has both.
    public var comparisons: [Comparison]
    /// How many cells are shown with all of their evidence; the rest has a row in a table. Bounds the size of a large run's report.
    public var fullCells: Int
    /// Seconds after which the page loads itself again: for a run that goes on. Nil for a page that stays as it is.
    public var refresh: Int?
    /// Evidence of a cell; asked for only where it is shown.
    public var evidence: @Sendable (String) -> CellEvidence

    /// A report's input.
    public init(
        record: RunRecord, results: RunResults, problems: [String] = [], base: String = "",
        comparisons: [Comparison] = [], fullCells: Int = 150,
        evidence: @escaping @Sendable (String) -> CellEvidence = { _ in CellEvidence() }
    ) {
        self.record = record
        self.results = results
        self.problems = problems
        self.base = base
        self.comparisons = comparisons
        self.fullCells = fullCells
        self.evidence = evidence
    }
}
