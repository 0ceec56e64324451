// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitReport
import StraitStore

/// What `strait history` shows.
public struct HistoryView: Sendable {
    /// A cell in the format of `--json`: its entries and what follows from them.
    public struct Line: Sendable, Encodable {
        /// The configuration's name.
        public var configuration: String
        /// The cell's id.
        public var cell: String
        /// The oldest first.
        public var entries: [HistoryEntry]
        /// How often it changed between passing and not passing.
        public var flips: Int
        /// How many verdicts in a row, up to the newest, have the same answer.
        public var streak: Int
        /// SHA-256 of the kernels with which it ended in different ways.
        public var flakyKernels: [String]
        /// The start of the current streak of failures; nil while it passes.
        public var firstBad: CellHistory.Break?
        /// The same for each of the three answers, by the question's name; without the questions of which no run has an answer.
        public var answers: [String: Answer]
    }

    /// One of a cell's three answers over time, in the format of `--json`.
    public struct Answer: Sendable, Encodable {
        /// The newest answer that is `good` or `bad`; nil if there never was one.
        public var state: CellAnswers.State?
        /// How many runs have each answer.
        public var counts: [String: Int]
        /// How often it changed between good and bad.
        public var flips: Int
        /// How many good or bad answers in a row, up to the newest, are the same.
        public var streak: Int
        /// How many of the newest runs have neither.
        public var silent: Int
        /// SHA-256 of the kernels that answered in both ways.
        public var flakyKernels: [String]
        /// The start of the current streak of bad answers; nil while it is good.
        public var firstBad: CellHistory.Break?

        init(_ answer: AnswerHistory) {
            state = answer.state
            counts = Dictionary(uniqueKeysWithValues: answer.counts.map { ($0.key.rawValue, $0.value) })
            (flips, streak, silent) = (answer.flips, answer.streak, answer.silent)
            (flakyKernels, firstBad) = (answer.flakyKernels, answer.firstBad)
        }
    }

    private let histories: [CellHistory]
    private let isOne: Bool

    /// Reads one cell or all, of one configuration or of all. Errors: `request` if the history has nothing of that
    /// kind.
    public init(_ locations: Locations, configuration: String?, cell: String?, flakyOnly: Bool = false) throws {
        let store = try HistoryStore(at: locations.history)
        let known = try store.cells(of: configuration, id: cell)
        guard !known.isEmpty else {
            let what = [cell, configuration.map { "of \($0)" }].compactMap { $0 }.joined(separator: " ")
            throw StraitError(
                .request,
                "the history contains nothing\(what.isEmpty ? "" : " of " + what); every `strait run` adds to it, and "
                    + "`strait history rebuild DIR` adds the runs of a directory")
        }
        histories = known.filter { !flakyOnly || $0.isFlaky || $0.hasFlakyAnswer }
        isOne = cell != nil
    }

    /// The text for a terminal.
    public func text(width: Int, colour: Bool) -> String {
        guard isOne else { return HistoryText.overview(histories, width: width, color: colour) }
        return histories.map { HistoryText.cell($0, width: width, color: colour) }.joined(separator: "\n")
    }

    /// The values for `--json`.
    public var lines: [Line] {
        histories.map { history in
            Line(
                configuration: history.configuration, cell: history.cell, entries: history.entries,
                flips: history.flips, streak: history.streak, flakyKernels: history.flakyKernels,
                firstBad: history.firstBad, answers: Self.answers(history))
        }
    }

    private static func answers(_ history: CellHistory) -> [String: Answer] {
        let kept = CellQuestion.allCases.map(history.answers).filter { !$0.counts.isEmpty }
        return Dictionary(uniqueKeysWithValues: kept.map { ($0.question.rawValue, Answer($0)) })
    }
}
