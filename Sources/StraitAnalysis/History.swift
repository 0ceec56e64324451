// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What follows from a cell's entries.
extension CellHistory {
    /// A passing run and the one after it that did not pass: where to look for what broke.
    public struct Break: Sendable, Codable, Equatable {
        /// The last run that passed; nil where none ever did.
        public var lastGood: HistoryEntry?
        /// The first one that did not.
        public var firstBad: HistoryEntry
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

extension CellHistory {
    /// What it says to the next run.
    public var past: CellPast { CellPast(before: verdicts.last?.answer, isFlaky: isFlaky) }
}
