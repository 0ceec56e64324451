// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension CellQuestion {
    /// What the question is about, in a sentence.
    public var noun: String {
        switch self {
        case .initialization: "initialization"
        case .tests: "tests"
        case .log: "kernel log"
        }
    }

    /// The same as a heading.
    var title: String { noun.prefix(1).uppercased() + noun.dropFirst() }
}

extension CellAnswers {
    /// `initialization refused, tests passed, kernel log clean`.
    public var words: String { Self.words { self[$0] } }

    /// The same for the answers of several cells together.
    static func words(_ state: (CellQuestion) -> State?) -> String {
        CellQuestion.allCases.map { "\($0.noun) \(Mark(state($0), of: $0).word)" }.joined(separator: ", ")
    }
}

extension Mark {
    /// The marks of the three answers, in the order of the questions; without a result none of them is known.
    public static func answers(_ answers: CellAnswers?) -> [Mark] {
        CellQuestion.allCases.map { Mark(answers?[$0], of: $0) }
    }

    /// The marks of a cell's answer: of its outcome alone, if an older strait wrote it.
    static func answers(_ answer: CellAnswer) -> [Mark] {
        answer.answers.map { answers($0) } ?? [Mark(answer.outcome)]
    }
}

extension CellGroup {
    /// The marks of the three answers of its cells together.
    var marks: [Mark] { CellQuestion.allCases.map { Mark(state(of: $0), of: $0) } }

    /// `initialization refused, tests passed, kernel log clean`, of its cells together.
    var answerWords: String { CellAnswers.words(state) }
}

extension ShownCell {
    /// The marks of its three answers.
    var marks: [Mark] { CellQuestion.allCases.map { Mark(state(of: $0), of: $0) } }

    /// `initialization refused, tests passed, kernel log clean`.
    var answerWords: String { CellAnswers.words(state) }
}

extension AnswerTally {
    /// Which answers are counted beside the good ones, in their order.
    private static let others: [CellAnswers.State?] = [.bad, .lost, .unknown, nil]

    /// `Initialization: 10 of 14 granted, 4 refused; tests: all 14 passed; kernel log: all 14 clean.` Nil if no cell has an answer.
    public var sentence: String? {
        guard hasAnswers else { return nil }
        let text = CellQuestion.allCases.map { "\($0.noun): \(phrase($0))" }.joined(separator: "; ")
        return text.prefix(1).uppercased() + text.dropFirst() + "."
    }

    /// `10 of 14 granted, 4 refused`.
    func phrase(_ question: CellQuestion) -> String {
        ([head(question)] + rest(question).map { "\(Words.grouped($0.count)) \($0.words)" }).joined(separator: ", ")
    }

    /// `10 of 14 granted`; `refused` of a single cell.
    func head(_ question: CellQuestion) -> String {
        let (asked, good) = (asked(question), count(.good, of: question))
        let word = Mark(.good, of: question).word
        guard asked > 0 else { return Mark(CellAnswers.State.absent, of: question).word }
        if asked == 1, let only = Self.others.first(where: { count($0, of: question) > 0 }) {
            return Self.words(only, question)
        }
        if good == asked { return good == 1 ? word : "all \(Words.grouped(good)) \(word)" }
        return "\(good == 0 ? "none" : Words.grouped(good)) of \(Words.grouped(asked)) \(word)"
    }

    /// The other answers that cells gave, each with its number.
    func rest(_ question: CellQuestion) -> [(state: CellAnswers.State?, count: Int, words: String)] {
        let asked = asked(question)
        let states = asked == 1 ? [] : Self.others
        return (states + (asked > 0 ? [.absent] : [])).compactMap { state in
            let count = count(state, of: question)
            return count > 0 ? (state, count, Self.words(state, question)) : nil
        }
    }

    /// What stands behind a number of cells, or of a single one.
    private static func words(_ state: CellAnswers.State?, _ question: CellQuestion) -> String {
        guard let state else { return "without a result" }
        let word = Mark(state, of: question).word
        return question == .log && state == .bad ? "with \(word)" : word
    }

    /// `initialization 10/14, tests 14/14, kernel log 13/14`: how many of the cells that ask have a good answer, where there is
    /// little room. Nil if no cell has an answer.
    var short: String? {
        guard hasAnswers else { return nil }
        return CellQuestion.allCases.filter { asked($0) > 0 }
            .map { "\($0.noun) \(Words.grouped(count(.good, of: $0)))/\(Words.grouped(asked($0)))" }
            .joined(separator: ", ")
    }
}

extension SelftestResult {
    /// `passed`; `failed, and timed out among the other tests` if it was run again alone.
    var words: String {
        first.map { "\(status.word) when run again alone, \($0.word) among the other tests" } ?? status.word
    }
}
