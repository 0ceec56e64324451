// SPDX-License-Identifier: Apache-2.0

/// A question that a cell asks of a kernel. Its answers are told, compared and expected apart.
public enum CellQuestion: String, Sendable, Codable, CaseIterable {
    /// Whether device memory initializes, for each size asked for, and is given back.
    case initialization
    /// Whether the tests pass.
    case tests
    /// Whether the kernel's log holds nothing that counts.
    case log
}

/// A cell's answers to the three questions, each in a word. What is behind them is in the result: sizes, suites, reports.
public struct CellAnswers: Sendable, Codable, Hashable {
    /// One answer in a word.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Every size granted and given back; every test passed; a log without a report.
        case good
        /// Something refused, failed or reported, or the guest was lost over it.
        case bad
        /// The guest was lost before it could be asked: nobody has it there, and why is in another answer.
        case lost = "not reached"
        /// There is no answer: the host ended the cell before, or what came cannot be trusted, or a log cannot be read.
        case unknown
        /// It was not asked, or makes no sense for this kernel or machine.
        case absent = "not asked"
    }

    /// Whether device memory initializes.
    public var initialization: State
    /// Whether the tests pass.
    public var tests: State
    /// Whether the kernel's log is clean.
    public var log: State

    /// The three answers.
    public init(initialization: State, tests: State, log: State) {
        self.initialization = initialization
        self.tests = tests
        self.log = log
    }

    /// The same answer to every question.
    public init(all state: State) { self.init(initialization: state, tests: state, log: state) }

    /// The answer to a question.
    public subscript(question: CellQuestion) -> State {
        switch question {
        case .initialization: initialization
        case .tests: tests
        case .log: log
        }
    }
}

extension Rung {
    /// The question that a rung is part of the answer to; nil for those that every guest goes through before it is asked anything.
    /// A rung that this strait does not know is a suite's.
    public var question: CellQuestion? {
        Self.questions[self, default: .tests]
    }

    private static let questions: [Rung: CellQuestion?] = {
        var questions: [Rung: CellQuestion?] = [.log: .log]
        for rung in beforeWorkloads { questions.updateValue(nil, forKey: rung) }
        for rung in initialization { questions[rung] = .initialization }
        return questions
    }()
}
