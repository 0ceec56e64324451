// SPDX-License-Identifier: Apache-2.0

/// What became of a cell in one run: a row of the history.
public struct HistoryEntry: Sendable, Codable, Equatable {
    /// The run's id.
    public var run: String
    /// When the run started, ISO 8601 in UTC. For a reader: the order is the runs' own.
    public var started: String
    /// Where the run's directory was.
    public var directory: String
    /// `uname -r`, where the guest or the image told.
    public var release: String?
    /// The packages' exact version, or the tree's commit.
    public var version: String?
    /// SHA-256 of the kernel's image.
    public var sha256: String?
    /// What became of it.
    public var outcome: Outcome
    /// The rung that decided.
    public var rung: Rung
    /// The kernel's answer, where it gave one.
    public var errno: String?
    /// The fingerprints of what the kernel reported; nil where a strait that did not keep them wrote the entry.
    public var reports: [String]?
    /// The largest region that the kernel granted.
    public var largestMiB: Mebibytes?

    /// An entry.
    public init(
        run: String, started: String, directory: String, release: String?, version: String?, sha256: String?,
        outcome: Outcome, rung: Rung, errno: String? = nil, reports: [String]? = nil, largestMiB: Mebibytes? = nil
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
        self.largestMiB = largestMiB
    }

    /// How the cell ended, less the evidence.
    public var answer: CellAnswer { CellAnswer(outcome, rung, errno: errno, reports: reports) }
    /// The kernel for a sentence, to the last byte: two of one release may differ.
    public var kernel: String {
        let facts = [version, sha256.map { "sha256 \($0.prefix(12))" }].compactMap { $0 }
        return (release ?? "unknown kernel") + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))")
    }
}

/// A cell over time: what follows from its entries.
public struct CellHistory: Sendable, Equatable {
    /// A passing run and the one after it that did not pass: where to look for what broke.
    public struct Break: Sendable, Codable, Equatable {
        /// The last run that passed; nil where none ever did.
        public var lastGood: HistoryEntry?
        /// The first one that did not.
        public var firstBad: HistoryEntry
    }

    /// The configuration's name.
    public var configuration: String
    /// The cell's id.
    public var cell: String
    /// The oldest first; those without a verdict on the kernel too.
    public var entries: [HistoryEntry]

    /// A cell's history.
    public init(configuration: String, cell: String, entries: [HistoryEntry]) {
        self.configuration = configuration
        self.cell = cell
        self.entries = entries
    }

    /// The entries that say something about the kernel: all that is counted, since a host in trouble moves no kernel.
    public var verdicts: [HistoryEntry] { entries.filter(\.outcome.isVerdictOnKernel) }

    /// How often it went from passing to not passing or back.
    public var flips: Int { zip(verdicts, verdicts.dropFirst()).count { Self.isGood($0) != Self.isGood($1) } }

    /// For how many verdicts it has ended as it did the last time.
    public var streak: Int {
        guard let last = verdicts.last else { return 0 }
        return verdicts.reversed().prefix { last.answer.isKnown(from: $0.answer) }.count
    }

    /// The kernels, by their digests, that ended now one way, now the other.
    public var flakyKernels: [String] {
        var seen: [String: Set<Bool>] = [:]
        for entry in verdicts { if let digest = entry.sha256 { seen[digest, default: []].insert(Self.isGood(entry)) } }
        return seen.filter { $0.value.count > 1 }.keys.sorted()
    }

    /// Whether one kernel ended it now one way, now the other.
    public var isFlaky: Bool { !flakyKernels.isEmpty }

    /// The first bad run of those that it has been bad in ever since, with the last good one before; nil while it is good.
    public var firstBad: Break? {
        let verdicts = verdicts
        let bad = verdicts.reversed().prefix { !Self.isGood($0) }.count
        guard bad > 0 else { return nil }
        let index = verdicts.count - bad
        return Break(lastGood: index > 0 ? verdicts[index - 1] : nil, firstBad: verdicts[index])
    }

    /// The runs in which the largest region was another one than before, and the first with one.
    public var capacities: [HistoryEntry] {
        let measured = entries.filter { $0.largestMiB != nil }
        let moved = zip(measured, measured.dropFirst()).filter { $0.largestMiB != $1.largestMiB }.map(\.1)
        return Array(measured.prefix(1)) + moved
    }

    private static func isGood(_ entry: HistoryEntry) -> Bool { entry.outcome == .passed }
}

/// What was known of a cell before a run.
public struct CellPast: Sendable, Equatable {
    /// How it ended the last time that it said something about the kernel.
    public var before: CellAnswer?
    /// Whether one kernel ended it now one way, now the other.
    public var isFlaky: Bool

    /// What was known.
    public init(before: CellAnswer?, isFlaky: Bool) {
        self.before = before
        self.isFlaky = isFlaky
    }
}

extension CellHistory {
    /// What it says to the next run.
    public var past: CellPast { CellPast(before: verdicts.last?.answer, isFlaky: isFlaky) }
}
