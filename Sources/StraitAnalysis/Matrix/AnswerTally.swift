// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How many cells gave which answer to each of the three questions.
public struct AnswerTally: Sendable, Equatable {
    /// For each question the number of cells with each answer; the key nil stands for cells without a result.
    private var counts: [CellQuestion: [CellAnswers.State?: Int]] = [:]

    /// A tally of no cells.
    public init() {}

    /// Counts the answers of some cells.
    package init(_ cells: [ShownCell]) {
        for question in CellQuestion.allCases {
            counts[question] = Dictionary(cells.map { ($0.state(of: question), 1) }, uniquingKeysWith: +)
        }
    }

    /// How many cells gave this answer; with nil, how many cells that ask the question have no result.
    public func count(_ state: CellAnswers.State?, of question: CellQuestion) -> Int {
        counts[question]?[state] ?? 0
    }

    /// How many cells gave each answer.
    public func states(of question: CellQuestion) -> [CellAnswers.State: Int] {
        Dictionary(
            (counts[question] ?? [:]).compactMap { state, count in state.map { ($0, count) } }, uniquingKeysWith: +)
    }

    /// How many cells ask the question.
    public func asked(_ question: CellQuestion) -> Int {
        (counts[question] ?? [:]).filter { $0.key != .absent }.values.reduce(0, +)
    }

    /// Whether any cell has answered any of the questions, or could not.
    public var hasAnswers: Bool {
        counts.values.contains { states in states.contains { $0.key != nil && $0.key != .absent && $0.value > 0 } }
    }
}

extension ShownCell {
    /// The answer to a question; nil if there is no result yet. What a cell does not ask has no answer in any result: those of
    /// older versions do not tell it from one that is not known.
    package func state(of question: CellQuestion) -> CellAnswers.State? {
        asks(question) ? answers?[question] : .absent
    }

    /// Whether the cell asks the question.
    package func asks(_ question: CellQuestion) -> Bool {
        switch question {
        case .initialization: !workload.deviceMemory.isEmpty
        case .tests: !workload.suites.isEmpty
        case .log: true
        }
    }
}

extension CellGroup {
    /// The worst answer of its cells to a question; nil if the worst is that a cell has no result.
    package func state(of question: CellQuestion) -> CellAnswers.State? {
        CellAnswers.State.worst(of: cells.map { $0.state(of: question) })
    }
}
