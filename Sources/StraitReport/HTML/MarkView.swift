// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension Mark {
    /// The sign with its colour.
    var view: View { ["tone": tone, "sign": sign] }

    /// The same with its word.
    var worded: View { view.with(["word": word]) }
}

extension CellAnswers.State? {
    /// A letter for the filter of the page.
    private var key: String {
        switch self {
        case .good: "g"
        case .bad: "b"
        case .lost: "l"
        case .unknown: "u"
        case .absent: "a"
        case nil: "n"
        }
    }

    /// The answer to a question for the filter: `ig`, initialization is good.
    func key(of question: CellQuestion) -> String { question.rawValue.prefix(1) + key }
}

extension CellGroup {
    /// The answers of its cells for the filter, each once.
    var answerKeys: String {
        CellQuestion.allCases.flatMap { question in
            cells.map { $0.state(of: question).key(of: question) }.uniqued()
        }.joined(separator: " ")
    }
}

extension ShownCell {
    /// Its answers for the filter.
    var answerKeys: String {
        CellQuestion.allCases.map { state(of: $0).key(of: $0) }.joined(separator: " ")
    }
}
