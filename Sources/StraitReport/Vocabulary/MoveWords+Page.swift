// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// What the page says of a thing that moved, once for all cells in which it moved.
extension MoveWords {
    /// More tests than these are counted.
    private static let most = 3

    /// `256MiB: failed at reserve with ERANGE -> passed`; a kernel report by its kind and function.
    static func title(_ move: Move) -> String {
        guard let report = move.change.report else { return ChangeWords.sentence(move.change) }
        return "\(move.change.before == nil ? "new" : "gone"): \(ReportTitle.short(report))"
    }

    /// `44 times in 12 cells, during hmm.x and 2 more`.
    static func facts(_ move: Move) -> String {
        let cells = Words.count(move.cells.count, "cell")
        guard move.change.report != nil else { return "In \(cells)." }
        let times = ReportWords.times(move.count)
        let more = move.during.count - min(move.during.count, most)
        let during = move.during.isEmpty ? "" : ", during \(move.during.prefix(most).joined(separator: ", "))"
        return
            "\(times.prefix(1).uppercased() + times.dropFirst()) in \(cells)\(during)\(more > 0 ? " and \(more) more" : "")."
    }

    /// `9 fixed, 3 unchanged`: how many cells came to what of a question, the verdicts that matter first.
    static func counts(_ comparison: Comparison, of question: CellQuestion) -> [(mark: Mark, count: Int)] {
        let counts = comparison.counts(of: question)
        return Mark.comparison.compactMap { verdict in counts[verdict].map { (Mark(verdict), $0) } }
    }

    /// The mark of a change: whether it is worse or better.
    static func mark(_ direction: Change.Direction) -> Mark {
        switch direction {
        case .worse: Mark(Comparison.PairVerdict.broke)
        case .better: Mark(Comparison.PairVerdict.fixed)
        case .neutral: Mark("~", "differs", nil, tone: "none")
        }
    }
}
