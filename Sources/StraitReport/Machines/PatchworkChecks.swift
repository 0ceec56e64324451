// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel

/// A check of a patch, as Patchwork's API takes it (docs/api of Patchwork, "Checks": `POST /api/patches/ID/checks/`).
public struct PatchworkCheck: Sendable, Codable, Equatable {
    /// `success`, `warning` or `fail`.
    public var state: String
    /// What was checked: letters, digits, `-` and `_`.
    public var context: String
    /// What came out, in at most 255 characters.
    public var description: String
    /// Where all of it is; nil for nowhere.
    public var targetURL: String?

    enum CodingKeys: String, CodingKey {
        case state, context, description
        case targetURL = "target_url"
    }

    /// The longest description that Patchwork stores.
    static let longest = 255

    /// A check for each question: of the comparison of base and candidate if the run has both, else of the answers.
    public static func of(_ input: ReportInput, targetURL: String?) -> [PatchworkCheck] {
        let tally = AnswerTally(RunCells(input.record, input.results).asked)
        let within = input.comparisons.first { $0.base.kernel != nil && $0.base.run == input.record.id }
        return CellQuestion.allCases.map { question in
            let (state, text) = within.map { compared($0, question) } ?? answered(tally, question)
            return PatchworkCheck(
                state: state, context: "strait-\(question.rawValue)", description: cut(text), targetURL: targetURL)
        }
    }

    private static func compared(_ comparison: Comparison, _ question: CellQuestion) -> (String, String) {
        let counts = comparison.counts(of: question)
        let state = counts[.broke] != nil ? "fail" : counts[.inconclusive] != nil ? "warning" : "success"
        return (state, Headline(comparison).sentence(of: question))
    }

    /// Without a base nobody knows whether a bad answer is the patch's.
    private static func answered(_ tally: AnswerTally, _ question: CellQuestion) -> (String, String) {
        let isFine = CellAnswers.State.bySeverity.allSatisfy { state in
            state == .good || state == .absent || tally.count(state, of: question) == 0
        }
        return (isFine ? "success" : "warning", "\(question.title): \(tally.head(question))")
    }

    private static func cut(_ text: String) -> String {
        let clean = Clean.line(text, limit: 2000)
        return clean.count <= longest ? clean : clean.prefix(longest - 1) + "…"
    }
}
