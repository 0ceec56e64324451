// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// What the signs of the three answers mean: those that cells of a run have.
struct AnswerLegend {
    /// A sign with the words that it stands for, one for each question.
    struct Entry {
        let mark: Mark
        private(set) var words: [String]

        fileprivate mutating func add(_ word: String) { if !words.contains(word) { words.append(word) } }
    }

    /// The order of the signs in a square.
    static let order = "Each square: " + CellQuestion.allCases.map(\.noun).joined(separator: ", ")

    /// The signs, the good one first.
    let entries: [Entry]

    init(_ cells: [ShownCell]) {
        let tally = AnswerTally(cells)
        var entries: [Entry] = []
        for state in Mark.states {
            for question in CellQuestion.allCases where tally.count(state, of: question) > 0 {
                let mark = Mark(state, of: question)
                if let place = entries.firstIndex(where: { $0.mark.sign == mark.sign }) {
                    entries[place].add(mark.word)
                } else {
                    entries.append(Entry(mark: mark, words: [mark.word]))
                }
            }
        }
        self.entries = entries
    }
}
