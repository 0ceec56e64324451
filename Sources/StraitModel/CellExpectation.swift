// SPDX-License-Identifier: Apache-2.0

/// How a cell ended, without the evidence. It is compared with an expectation and with earlier answers.
public struct CellAnswer: Sendable, Codable, Equatable {
    /// The outcome.
    public var outcome: Outcome
    /// The rung that decided.
    public var rung: Rung
    /// The kernel's error, if any.
    public var errno: Errno?
    /// Fingerprints of the kernel's reports, each once, in order. Nil if a history of an earlier version did not keep
    /// them.
    public var reports: [String]?
    /// The answers to the three questions; nil if a history of an older version did not keep them.
    public var answers: CellAnswers?

    /// Makes an answer.
    public init(
        _ outcome: Outcome, _ rung: Rung, errno: Errno? = nil, reports: [String]? = nil, answers: CellAnswers? = nil
    ) {
        self.answers = answers
        self.outcome = outcome
        self.rung = rung
        self.errno = errno
        self.reports = reports
    }
}

/// What a configuration expects of a cell.
public struct CellExpectation: Sendable, Codable, Equatable {
    /// The expected outcomes; several for a cell known to end in different ways; empty if only answers are expected.
    public var outcomes: [Outcome]
    /// The expected answers to questions; nil if the rule names none.
    public var answers: [ExpectedAnswer]?
    /// The expected rung; nil for any.
    public var rung: Rung?
    /// The expected error; nil for any.
    public var errno: Errno?
    /// All expected kernel reports: kinds of reports, or whole fingerprints (which begin with their kind); nil for any.
    public var reports: [String]?
    /// The reason, from the configuration.
    public var note: String?
    /// A link to more information.
    public var link: String?

    /// Makes an expectation.
    public init(
        _ outcomes: [Outcome], rung: Rung? = nil, errno: Errno? = nil, reports: [String]? = nil, note: String? = nil,
        link: String? = nil, answers: [ExpectedAnswer]? = nil
    ) {
        self.answers = answers
        self.outcomes = outcomes
        self.rung = rung
        self.errno = errno
        self.reports = reports
        self.note = note
        self.link = link
    }
}

/// The answer that a configuration expects to one of the three questions.
public struct ExpectedAnswer: Sendable, Codable, Equatable {
    /// The question.
    public var question: CellQuestion
    /// The answer in a word.
    public var state: CellAnswers.State

    /// Makes an expected answer.
    public init(_ question: CellQuestion, _ state: CellAnswers.State) {
        self.question = question
        self.state = state
    }
}

/// An expectation and the cells that it applies to.
public struct ExpectationRule: Sendable, Codable, Equatable {
    /// The cells it applies to.
    public var match: CellMatch
    /// The expectation.
    public var expectation: CellExpectation

    /// Makes a rule.
    public init(_ match: CellMatch, _ expectation: CellExpectation) {
        self.match = match
        self.expectation = expectation
    }
}
