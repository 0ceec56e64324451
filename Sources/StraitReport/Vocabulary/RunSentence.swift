// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A run as one sentence, with counts. Controls are not counted.
struct RunSentence {
    private let run: RunVerdict
    let sentence: String
    /// Further information; nil if there is none.
    let besides: String?

    /// While the run goes on (`isLive`) the colour is that of the cells so far.
    init(_ cells: RunCells, ended: Bool, isLive: Bool = false) {
        run = RunVerdict(cells, isLive: isLive)
        let tally = run.tally
        let taken = tally.verdicts.isEmpty ? tally.outcomes : tally.expectations
        let distrust = cells.controls.distrust
        sentence = distrust ?? taken
        let rest = tally.besides(ended: ended)
        besides =
            distrust == nil
            ? rest : ["Without that, it would say: \(taken)", rest].compactMap { $0 }.joined(separator: " ")
    }

    /// The worst outcome, for the colour of the sentence.
    var worst: Outcome? { run.worst }
    /// The sign of the sentence.
    var sign: String { run.isOnlyBetter ? Mark(CellVerdict.fixed).sign : Mark(run.worst).sign }
    var counts: [Outcome: Int] { run.tally.counts }
    /// How many cells have each verdict; empty if the configuration expects nothing.
    var verdicts: [CellVerdict: Int] { run.tally.verdicts }
    var total: Int { run.tally.total }
    var missing: Int { run.tally.missing }
    /// Whether the controls say that none of it can be trusted.
    var isDistrusted: Bool { run.isDistrusted }
    /// Whether all unexpected verdicts are `fixed`.
    var isOnlyBetter: Bool { run.isOnlyBetter }
}
