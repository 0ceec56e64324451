// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A run in sentences, with counts: its answers to the three questions, and its outcomes as the summary. Controls are not counted.
struct RunSentence {
    private let run: RunVerdict
    /// The three answers of its cells, counted.
    let tally: AnswerTally
    /// The three answers in a sentence; nil if no cell has any, or if the run cannot be trusted.
    let answers: String?
    /// The summary: the outcomes, or what was expected of them.
    let sentence: String
    /// Further information; nil if there is none.
    let besides: String?

    /// While the run goes on (`isLive`) the colour is that of the cells so far.
    init(_ cells: RunCells, ended: Bool, isLive: Bool = false) {
        run = RunVerdict(cells, isLive: isLive)
        tally = AnswerTally(cells.asked)
        let outcomes = run.tally
        let taken = outcomes.verdicts.isEmpty ? outcomes.outcomes : outcomes.expectations
        let distrust = cells.controls.distrust
        answers = distrust == nil ? tally.sentence : nil
        sentence = distrust ?? taken
        let rest = outcomes.besides(ended: ended)
        let without = ["Without that, it would say:", tally.sentence, taken, rest].compactMap { $0 }
        besides = distrust == nil ? rest : without.joined(separator: " ")
    }

    /// All of it: the answers first, then the summary.
    var whole: String { [answers, sentence].compactMap { $0 }.joined(separator: " ") }
    /// The worst outcome, for the colour of the sentence.
    var worst: Outcome? { run.worst }
    /// The sign of the sentence.
    var sign: String { run.isOnlyBetter ? Mark(CellVerdict.fixed).sign : Mark(run.worst).sign }
    var counts: [Outcome: Int] { run.tally.counts }
    /// How many cells have each verdict; empty if the configuration expects nothing.
    var verdicts: [CellVerdict: Int] { run.tally.verdicts }
    /// Whether the configuration says what to expect.
    var hasRules: Bool { run.tally.hasRules }
    var total: Int { run.tally.total }
    var missing: Int { run.tally.missing }
    /// Whether the controls say that none of it can be trusted.
    var isDistrusted: Bool { run.isDistrusted }
    /// Whether all unexpected verdicts are `fixed`.
    var isOnlyBetter: Bool { run.isOnlyBetter }
}
