// SPDX-License-Identifier: Apache-2.0

/// A cell's result in one run: a row of the history.
public struct HistoryEntry: Sendable, Codable, Equatable {
    /// The run's id.
    public var run: String
    /// When the run started, ISO 8601 in UTC. For readers only: the order does not depend on it.
    public var started: String
    /// The path of the run's directory.
    public var directory: String
    /// `uname -r`, if the guest or the image gave it.
    public var release: String?
    /// The exact version of the packages, or the tree's commit.
    public var version: String?
    /// SHA-256 of the kernel's image.
    public var sha256: String?
    /// The outcome.
    public var outcome: Outcome
    /// The rung that decided.
    public var rung: Rung
    /// The kernel's error, if any.
    public var errno: Errno?
    /// The fingerprints of the kernel's reports; nil if an earlier version wrote the entry.
    public var reports: [String]?
    /// The answers to the three questions; nil if an older version wrote the entry.
    public var answers: CellAnswers?
    /// The largest region that the kernel granted.
    public var largestMiB: Mebibytes?

    /// Makes an entry.
    public init(
        run: String, started: String, directory: String, release: String?, version: String?, sha256: String?,
        outcome: Outcome, rung: Rung, errno: Errno? = nil, reports: [String]? = nil, answers: CellAnswers? = nil,
        largestMiB: Mebibytes? = nil
    ) {
        self.run = run
        self.started = started
        self.directory = directory
        self.release = release
        self.version = version
        self.sha256 = sha256
        self.outcome = outcome
        self.rung = rung
        self.errno = errno
        self.reports = reports
        self.answers = answers
        self.largestMiB = largestMiB
    }

    /// How the cell ended, without the evidence.
    public var answer: CellAnswer { CellAnswer(outcome, rung, errno: errno, reports: reports, answers: answers) }
    /// The kernel for a sentence, with a digest, because two kernels can have one release.
    public var kernel: String {
        let facts = [version, sha256.map { "sha256 \($0.prefix(12))" }].compactMap { $0 }
        return (release ?? "unknown kernel") + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))")
    }
}

/// A cell's results over time.
public struct CellHistory: Sendable, Equatable {
    /// The configuration's name.
    public var configuration: String
    /// The cell's id.
    public var cell: String
    /// The entries, oldest first, including those without a verdict on the kernel.
    public var entries: [HistoryEntry]

    /// Makes a history.
    public init(configuration: String, cell: String, entries: [HistoryEntry]) {
        self.configuration = configuration
        self.cell = cell
        self.entries = entries
    }
}
