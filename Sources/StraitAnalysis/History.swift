// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What follows from a cell's entries.
extension CellHistory {
    /// A run that passed and the next one that did not: where to look for the cause.
    public struct Break: Sendable, Codable, Equatable {
        /// The last run that passed; nil if none ever did.
        public var lastGood: HistoryEntry?
        /// The first run after it that did not pass.
        public var firstBad: HistoryEntry
    }

    /// The entries with a verdict on the kernel. Only these count, because trouble on the host says nothing about a
    /// kernel.
    public var verdicts: [HistoryEntry] { entries.filter(\.outcome.isVerdictOnKernel) }

    /// How often the cell changed between passing and not passing.
    public var flips: Int { zip(verdicts, verdicts.dropFirst()).count { Self.isGood($0) != Self.isGood($1) } }

    /// How many verdicts in a row, up to the newest, have the same answer.
    public var streak: Int {
        guard let last = verdicts.last else { return 0 }
        return verdicts.reversed().prefix { last.answer.isKnown(from: $0.answer) }.count
    }

    /// SHA-256 digests of the kernels that ended in different ways in different runs.
    public var flakyKernels: [String] {
        var seen: [String: Set<Bool>] = [:]
        for entry in verdicts { if let digest = entry.sha256 { seen[digest, default: []].insert(Self.isGood(entry)) } }
        return seen.filter { $0.value.count > 1 }.keys.sorted()
    }

    /// Whether the cell ended in different ways with one and the same kernel.
    public var isFlaky: Bool { !flakyKernels.isEmpty }

    /// The first run of the current streak of failures, with the last run that passed before; nil while the cell
    /// passes.
    public var firstBad: Break? {
        let verdicts = verdicts
        let bad = verdicts.reversed().prefix { !Self.isGood($0) }.count
        guard bad > 0 else { return nil }
        let index = verdicts.count - bad
        return Break(lastGood: index > 0 ? verdicts[index - 1] : nil, firstBad: verdicts[index])
    }

    /// The first run with a capacity, and every run whose capacity differs from the one before.
    public var capacities: [HistoryEntry] {
        let measured = entries.filter { $0.largestMiB != nil }
        let moved = zip(measured, measured.dropFirst()).filter { $0.largestMiB != $1.largestMiB }.map(\.1)
        return Array(measured.prefix(1)) + moved
    }

    private static func isGood(_ entry: HistoryEntry) -> Bool { entry.outcome == .passed }
}

extension CellHistory {
    /// What the next run is judged against.
    public var past: CellPast { CellPast(before: verdicts.last?.answer, isFlaky: isFlaky) }
}
