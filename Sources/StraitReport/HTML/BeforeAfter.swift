// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The comparison that the squares of the grid show: each has its answers before and after.
struct BeforeAfter {
    /// How the cells of a square were.
    struct Before {
        /// The three answers of its cells together.
        let marks: [Mark]
        /// The same in words.
        let words: String
        /// What became of the cells.
        let verdict: Mark
        /// Whether any of the answers moved, or may have.
        let isMoved: Bool
        /// The cells of the base, where they are of this run.
        let cells: [ShownCell]
    }

    /// What is compared: `patched against base`.
    let title: String
    /// Cells that have no square of their own, because they stand in that of the candidate.
    let hidden: Set<String>
    /// By the id of the candidate's cell.
    private let pairs: [String: Comparison.Pair]
    private let known: [String: ShownCell]

    /// Against the last of the earlier runs that were named, else the run's base against its candidate. Nil if nothing is compared,
    /// or if it cannot be trusted.
    init?(_ input: ReportInput, _ cells: [ShownCell]) {
        let shown = input.comparisons.last { $0.base.kernel == nil } ?? input.comparisons.first
        guard let shown, shown.distrust.isEmpty else { return nil }
        let both = shown.pairs.compactMap { pair in
            pair.base.flatMap { base in pair.candidate.map { (base: base.id, candidate: $0.id, pair: pair) } }
        }
        guard !both.isEmpty else { return nil }
        title = MovedView.title(shown, in: input.record)
        pairs = Dictionary(both.map { ($0.candidate, $0.pair) }, uniquingKeysWith: { first, _ in first })
        // Within one run the base has cells of its own there.
        let isWithin = shown.base.run == input.record.id && shown.base.kernel != nil
        let hidden = isWithin ? Set(both.map(\.base)) : []
        self.hidden = hidden
        known = Dictionary(
            cells.filter { hidden.contains($0.id) }.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// How the cells of a square were; nil if none of them is on both sides.
    func before(_ group: CellGroup) -> Before? {
        let found = group.cells.compactMap { pairs[$0.id] }
        guard !found.isEmpty else { return nil }
        let states = CellQuestion.allCases.map { question in
            (question, CellAnswers.State.worst(of: found.map { $0.base?.answers?[question] }))
        }
        let answers = Dictionary(uniqueKeysWithValues: states)
        let verdict = Mark.comparison.first { verdict in found.contains { $0.verdict == verdict } } ?? .unchanged
        return Before(
            marks: states.map { Mark($1, of: $0) }, words: CellAnswers.words { answers[$0] ?? nil },
            verdict: Mark(verdict),
            isMoved: Mark.moved.contains(verdict), cells: found.compactMap { $0.base.flatMap { known[$0.id] } })
    }
}
