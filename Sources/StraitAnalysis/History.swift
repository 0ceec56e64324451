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

    /// The verdicts, each good if the cell passed.
    private var series: HistorySeries { HistorySeries(verdicts.map { ($0, $0.outcome == .passed) }) }

    /// How often the cell changed between passing and not passing.
    public var flips: Int { series.flips }

    /// How many verdicts in a row, up to the newest, have the same answer.
    public var streak: Int {
        guard let last = verdicts.last else { return 0 }
        return verdicts.reversed().prefix { last.answer.isKnown(from: $0.answer) }.count
    }

    /// SHA-256 digests of the kernels that ended in different ways in different runs.
    public var flakyKernels: [String] { series.flakyKernels }

    /// Whether the cell ended in different ways with one and the same kernel.
    public var isFlaky: Bool { !flakyKernels.isEmpty }

    /// The first run of the current streak of failures, with the last run that passed before; nil while the cell
    /// passes.
    public var firstBad: Break? { series.firstBad }

    /// The first run with a capacity, and every run whose capacity differs from the one before.
    public var capacities: [HistoryEntry] {
        let measured = entries.filter { $0.largestMiB != nil }
        let moved = zip(measured, measured.dropFirst()).filter { $0.largestMiB != $1.largestMiB }.map(\.1)
        return Array(measured.prefix(1)) + moved
    }

    /// What the next run is judged against.
    public var past: CellPast { CellPast(before: verdicts.last?.answer, isFlaky: isFlaky) }

    /// One of the three questions over time.
    public func answers(to question: CellQuestion) -> AnswerHistory { AnswerHistory(self, question) }

    /// Whether one and the same kernel gave good and bad answers to one of the three questions.
    public var hasFlakyAnswer: Bool { CellQuestion.allCases.contains { !answers(to: $0).flakyKernels.isEmpty } }
}

/// One of the three answers of a cell over time. Runs in which the question was not reached, not asked, or has no known answer
/// neither begin nor end anything.
public struct AnswerHistory: Sendable {
    /// The question.
    public let question: CellQuestion
    /// How many runs have each answer; runs of which nobody kept the answers are not counted.
    public let counts: [CellAnswers.State: Int]
    /// The newest answer that is good or bad; nil if there never was one.
    public let state: CellAnswers.State?
    /// What the newest run has in its place, if that is none of these; nil if the newest run has `state`.
    public let since: CellAnswers.State?
    /// How many of the newest runs have no good or bad answer.
    public let silent: Int
    /// How many good or bad answers in a row, up to the newest, are the same.
    public let streak: Int

    private let series: HistorySeries

    init(_ history: CellHistory, _ question: CellQuestion) {
        let kept = history.entries.compactMap { entry in entry.answers.map { (entry: entry, state: $0[question]) } }
        let answered = kept.filter { $0.state == .good || $0.state == .bad }
        self.question = question
        series = HistorySeries(answered.map { ($0.entry, $0.state == .good) })
        counts = Dictionary(kept.map { ($0.state, 1) }, uniquingKeysWith: +)
        state = answered.last?.state
        silent = kept.reversed().prefix { $0.state != .good && $0.state != .bad }.count
        since = silent > 0 ? kept.last?.state : nil
        streak = answered.reversed().prefix { $0.state == answered.last?.state }.count
    }

    /// How often the answer changed between good and bad.
    public var flips: Int { series.flips }

    /// SHA-256 digests of the kernels that answered in both ways.
    public var flakyKernels: [String] { series.flakyKernels }

    /// The first run of the current streak of bad answers, with the last good one before; nil while the answer is good.
    public var firstBad: CellHistory.Break? { series.firstBad }
}

/// Entries that are good or bad, the oldest first.
private struct HistorySeries {
    private let entries: [(entry: HistoryEntry, isGood: Bool)]

    init(_ entries: [(HistoryEntry, Bool)]) { self.entries = entries.map { (entry: $0.0, isGood: $0.1) } }

    var flips: Int { zip(entries, entries.dropFirst()).count { $0.isGood != $1.isGood } }

    var flakyKernels: [String] {
        var seen: [String: Set<Bool>] = [:]
        for (entry, isGood) in entries { if let digest = entry.sha256 { seen[digest, default: []].insert(isGood) } }
        return seen.filter { $0.value.count > 1 }.keys.sorted()
    }

    var firstBad: CellHistory.Break? {
        let bad = entries.reversed().prefix { !$0.isGood }.count
        guard bad > 0 else { return nil }
        let index = entries.count - bad
        return CellHistory.Break(lastGood: index > 0 ? entries[index - 1].entry : nil, firstBad: entries[index].entry)
    }
}
