// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import StraitModel

/// The value of `--judge`: which of the three questions decide.
struct JudgeOption: ExpressibleByArgument, CustomStringConvertible {
    /// The questions, each once, in their usual order.
    let questions: [CellQuestion]

    static let help = ArgumentHelp(
        "The questions that decide: initialization, tests, log, separated by commas (default: all three).",
        valueName: "questions")

    /// `initialization and tests`.
    var description: String { questions.map(\.rawValue).joined(separator: " and ") }

    init?(argument: String) {
        let words = argument.split(separator: ",", omittingEmptySubsequences: false)
        let named = words.compactMap { CellQuestion(rawValue: String($0)) }
        guard named.count == words.count, !named.isEmpty else { return nil }
        questions = CellQuestion.allCases.filter(named.contains)
    }
}
