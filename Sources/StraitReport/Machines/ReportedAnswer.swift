// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// One of a cell's three answers, for other programs.
struct ReportedAnswer {
    /// What an answer is to a program that knows only tests.
    enum Kind {
        case passed
        /// A verdict on the kernel.
        case failed
        /// Nobody knows: there is no result, or nothing tells.
        case error
        /// The question was not asked.
        case skipped
    }

    let question: CellQuestion
    let kind: Kind
    /// The answer in a word: `refused`, `not reached`.
    let word: String
    /// Why; empty for one that passed.
    let reason: String
}

extension ShownCell {
    /// The three answers in the order of the questions. Not for a control, which asks nothing of a kernel.
    var reportedAnswers: [ReportedAnswer] {
        let found = CellQuestion.allCases.map(reported)
        guard let result, result.reported != .passed, result.reported != .unsupported,
            !found.contains(where: { $0.kind == .failed || $0.kind == .error })
        else { return found }
        // A cell that did not pass must not look as if it had: the question that decided it has its outcome.
        let decided = result.rung.question ?? .log
        return found.map { answer in
            guard answer.question == decided else { return answer }
            return ReportedAnswer(
                question: decided, kind: result.outcome.isVerdictOnKernel ? .failed : .error,
                word: result.outcome.rawValue,
                reason: AnswerReasons(result).ending)
        }
    }

    private func reported(_ question: CellQuestion) -> ReportedAnswer {
        guard let result, let state = state(of: question) else {
            let isAsked = asks(question)
            let word = Mark(isAsked ? nil : CellAnswers.State.absent, of: question).word
            return ReportedAnswer(question: question, kind: isAsked ? .error : .skipped, word: word, reason: word)
        }
        if result.isLost, asks(question) { return lost(question, result) }
        let kind: ReportedAnswer.Kind =
            switch state {
            case _ where result.outcome == .unsupported: .skipped
            case .good: .passed
            // A guest is lost by a crash or a hang: that is the kernel's, whichever question was not reached because of it.
            case .bad, .lost: .failed
            case .unknown: .error
            case .absent: .skipped
            }
        // What cannot run has no answers, whatever it came to before that was found.
        let shown = kind == .skipped ? .absent : state
        return ReportedAnswer(
            question: question, kind: kind, word: Mark(shown, of: question).word,
            reason: AnswerReasons(result).reason(question, shown))
    }

    /// It was expected to be asked, and could not be.
    private func lost(_ question: CellQuestion, _ result: CellResult) -> ReportedAnswer {
        let expected = result.expectation.map { ", expected \($0.description)" } ?? ""
        let cause = result.cause.map { ": \($0)" } ?? ""
        return ReportedAnswer(
            question: question, kind: .failed, word: "regression", reason: "unsupported\(expected)\(cause)")
    }
}
