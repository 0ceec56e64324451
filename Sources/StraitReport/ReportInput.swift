// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The evidence of a cell that a report shows. The caller reads the files.
public struct CellEvidence: Sendable, Equatable {
    /// A file of the cell's directory.
    public struct File: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Its size.
        public var bytes: Int

        /// Makes a file.
        public init(name: String, bytes: Int) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// The end of the console, as bytes; 256 KiB are enough.
    public var console: [UInt8]
    /// Size of the whole console.
    public var consoleBytes: Int
    /// The ranges of `/proc/iomem` before any device memory was requested.
    public var iomem: [MemoryRange]
    /// QEMU's command line.
    public var arguments: String?
    /// The files in the cell's directory.
    public var files: [File]

    /// Makes evidence.
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

/// The input of a report, as plain values, so that equal runs give equal bytes.
public struct ReportInput: Sendable {
    /// What was requested.
    public var record: RunRecord
    /// The results so far.
    public var results: RunResults
    /// Problems of the whole run: unreadable results.
    public var problems: [String]
    /// Path from the report to the run's directory, empty or ending in `/`.
    public var base: String
    /// Comparisons with earlier runs, and of candidate and base if the run has both.
    public var comparisons: [Comparison]
    /// Which lines of the kernels ran; empty if none counts.
    public var coverage: [KernelLines] = []
    /// How many cells are shown in full; the others have a row in a table. It limits the size of the page.
    public var fullCells: Int
    /// Seconds after which the page of a running run reloads itself; nil for never.
    public var refresh: Int?
    /// Reads the evidence of a cell; called only for cells that are shown in full.
    public var evidence: @Sendable (String) -> CellEvidence

    /// Makes an input.
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
