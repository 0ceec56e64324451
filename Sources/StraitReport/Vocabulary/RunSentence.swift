// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// What a run says as a whole: one sentence, and how many cells came to what. Controls are no cells here.
struct RunSentence {
    private let run: RunVerdict
    let sentence: String
    /// What has to be known besides; nil where there is nothing.
    let besides: String?

    /// Of a run that goes on (`isLive`) the colour is that of the cells so far: the others are yet to come.
    init(_ cells: RunCells, ended: Bool, isLive: Bool = false) {
        run = RunVerdict(cells, isLive: isLive)
        let tally = run.tally
        let taken = tally.verdicts.isEmpty ? tally.outcomes : tally.expectations
        let distrust = cells.controls.distrust
        sentence = distrust ?? taken
        let rest = tally.besides(ended: ended)
        besides =
            distrust == nil
            ? rest : ["Taken as it stands, it would say: \(taken)", rest].compactMap { $0 }.joined(separator: " ")
    }

    /// The worst thing that happened, for the colour beside the sentence.
    var worst: Outcome? { run.worst }
    /// The sign beside the sentence.
    var sign: String { run.isOnlyBetter ? Mark(CellVerdict.fixed).sign : Mark(run.worst).sign }
    var counts: [Outcome: Int] { run.tally.counts }
    /// How many cells came to each verdict; empty where the configuration expects nothing.
    var verdicts: [CellVerdict: Int] { run.tally.verdicts }
    var total: Int { run.tally.total }
    var missing: Int { run.tally.missing }
    /// Whether the controls say that none of it can be trusted.
    var isDistrusted: Bool { run.isDistrusted }
    /// Whether all that was not expected is that something is fixed.
    var isOnlyBetter: Bool { run.isOnlyBetter }
}
