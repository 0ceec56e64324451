// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension AnswerHistory {
    /// `initialization refused`, or what there was of it.
    var head: String { "\(question.noun) \(Mark(state ?? since, of: question).word)" }

    /// The mark of the newest answer.
    var mark: Mark { Mark(since ?? state, of: question) }

    /// `3 times in a row, 1 flip, flaky`; empty if there never was an answer.
    var changes: String {
        guard state != nil else { return "" }
        return "\(Words.count(streak, "time")) in a row" + (flips > 0 ? ", \(Words.count(flips, "flip"))" : "")
            + (flakyKernels.isEmpty ? "" : ", flaky")
    }

    /// `now not reached (2 runs); before: ` if the newest runs have no answer.
    var interruption: String {
        guard let since, state != nil else { return "" }
        return "now \(Mark(since, of: question).word) (\(Words.count(silent, "run"))); before: "
    }

    /// `3 granted, 1 refused, 2 not reached; 1 flip, the last 2 the same`.
    var tally: String {
        let parts = Mark.states.compactMap { state in
            state.flatMap { counts[$0] }.map { count in
                let word = Mark(state, of: question).word
                return "\(count) \(question == .log && state == .bad ? "with \(word)" : word)"
            }
        }
        let same = "\(Words.count(flips, "flip")), the last \(Words.count(streak, "answer")) the same"
        return "\(parts.joined(separator: ", "))" + (state == nil ? "" : "; \(same)")
    }

    /// Whether there is nothing to tell: every answer is good, or the question is never asked.
    var isSteady: Bool { Set(counts.keys).isSubset(of: [.good, .absent]) }
}

extension HistoryEntry {
    /// How the run ended: the answers, unless all are good, and the outcome as the summary.
    var words: String {
        guard let answers, outcome != .passed, outcome != .unsupported else { return answer.description }
        return "\(answers.words): \(answer.description)"
    }

    /// The signs of the answers; that of the outcome, if nobody kept them.
    var signs: String { Mark.answers(answer).map(\.sign).joined() }
}
