// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A comparison in a few sentences, one for each of the three questions.
///
/// `Initialization: 9 cells fixed, 3 unchanged. Tests: unchanged. Kernel log: 12 cells have a WARNING that the base has not:
/// remove_migration_pmd (44 times, in hmm.…migrate_anon_huge_…).`
public struct Headline: Sendable {
    private let comparison: Comparison
    private let both: [Comparison.Pair]

    /// The most kernel reports that are named.
    private static let mostReports = 2

    /// Makes the headline of a comparison.
    public init(_ comparison: Comparison) {
        self.comparison = comparison
        both = comparison.pairs.filter { $0.base != nil && $0.candidate != nil }
    }

    /// All of it in one line.
    public var text: String { sentences.joined(separator: " ") }

    /// One sentence for each question, and what has to be known besides.
    public var sentences: [String] {
        let trust = comparison.distrust.isEmpty ? [] : ["NOT TO BE TRUSTED."]
        let same = comparison.isOfOneKernel ? ["Base and candidate are the same kernel, to the last byte."] : []
        return trust + CellQuestion.allCases.map(sentence(of:)) + alone + narrowed + same
    }

    /// The sentence of one question.
    func sentence(of question: CellQuestion) -> String {
        "\(question.title): \(clauses(question).joined(separator: "; "))"
            + (comparison.judged.contains(question) ? "." : " (not judged).")
    }

    private func clauses(_ question: CellQuestion) -> [String] {
        guard both.contains(where: { $0.isAsked(question) }) else { return ["not asked"] }
        var counts = Dictionary(both.map { ($0.answers[question], 1) }, uniquingKeysWith: +)
        guard question == .log else { return [Self.counted(counts)] }
        let moves = comparison.moves(of: .log).filter { $0.change.subject == .report }
        let worse = moves.filter { $0.change.direction == .worse && !$0.isEnd(of: moves) }
        // Cells that broke and are fixed at once are told by what broke.
        let broke = Set(worse.flatMap(\.cells))
        let better = moves.filter { $0.change.direction == .better && !Set($0.cells).isSubset(of: broke) }
        counts[.broke] = both.count { $0.answers.log == .broke && !broke.contains($0.name) }
        let fixed = Set(better.flatMap(\.cells))
        counts[.fixed] = both.count { $0.answers.log == .fixed && !fixed.contains($0.name) }
        let said = Self.told(worse, Self.new) + Self.told(better, Self.gone)
        let rest = Self.counted(counts, isRest: !said.isEmpty)
        return said + (rest.isEmpty ? [] : [rest])
    }

    /// `2 cells broke, 9 fixed, 3 unchanged`; only `unchanged` if nothing else was. Of the rest of a sentence only the numbers.
    private static func counted(_ counts: [Comparison.PairVerdict: Int], isRest: Bool = false) -> String {
        let counts = counts.filter { $0.value > 0 }
        if Set(counts.keys) == [.unchanged], !isRest { return Comparison.PairVerdict.unchanged.rawValue }
        let parts = Comparison.PairVerdict.byUrgency.compactMap { verdict in counts[verdict].map { (verdict, $0) } }
        return parts.enumerated().map { index, part in
            (index == 0 && !isRest ? Words.count(part.1, "cell") : Words.grouped(part.1)) + " \(part.0.rawValue)"
        }.joined(separator: ", ")
    }

    private static func told(_ moves: [Move], _ words: (Move, KernelReport) -> String) -> [String] {
        let said = moves.prefix(mostReports).compactMap { move in move.change.report.map { words(move, $0) } }
        let more = moves.count - said.count
        return said + (more > 0 ? [Words.count(more, "more report")] : [])
    }

    private static func new(_ move: Move, _ report: KernelReport) -> String {
        let cells = move.cells.count
        return "\(Words.count(cells, "cell")) \(cells == 1 ? "has" : "have") \(report.noun) that the base has not: "
            + "\(ReportTitle.place(report)) (\(MoveWords.often(move)))"
    }

    private static func gone(_ move: Move, _ report: KernelReport) -> String {
        let cells = move.cells.count
        return "\(Words.count(cells, "cell")) no longer \(cells == 1 ? "has" : "have") \(report.noun): "
            + ReportTitle.place(report)
    }

    /// Cells that only one side has.
    private var alone: [String] {
        [(Comparison.PairVerdict.onlyInBase, "base"), (.onlyInCandidate, "candidate")].compactMap { verdict, side in
            comparison.counts[verdict].map { count in
                "\(Words.count(count, "cell")) \(count == 1 ? "is" : "are") only in the \(side)."
            }
        }
    }

    /// What the verdict is about, if not about all.
    private var narrowed: [String] {
        guard comparison.judged.count < CellQuestion.allCases.count else { return [] }
        return ["Judged by \(Words.list(comparison.judged.map(\.word))) only."]
    }
}

extension Comparison.Pair {
    /// Whether a question was asked on either side.
    fileprivate func isAsked(_ question: CellQuestion) -> Bool {
        [base, candidate].contains { side in
            guard let side, side.outcome != .unsupported else { return false }
            return side.answers?[question] != .absent
        }
    }
}
