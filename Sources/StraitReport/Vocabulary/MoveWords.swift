// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// One thing that moved in words: what, where, and for a kernel report how the kernel got there.
struct MoveWords {
    /// What it says about the candidate.
    let verdict: Comparison.PairVerdict
    /// The question and what moved, in one line.
    let head: String
    /// What has to be known besides, a line each.
    let notes: [String]
    /// The call trace of a kernel report.
    let trace: CallTrace?
    /// The pairs in which it moved.
    let pairs: [Comparison.Pair]
    /// What kind of change it is: the lower, the sooner a reader needs it.
    let rank: Int

    /// The most tests that stand by their names.
    private static let mostNames = 6

    /// Everything that moved, and why pairs are inconclusive, the worst first. What decides nothing is left out.
    static func moved(_ comparison: Comparison) -> [MoveWords] {
        let index = PairIndex(comparison)
        let told = comparison.judged.flatMap { comparison.moves(of: $0).together }
            .filter { $0.change.direction != .neutral }
        // The panic that only ends another report comes last.
        let moves = told.map { MoveWords($0, index, rank: $0.isEnd(of: told) ? 5 : rank($0)) } + doubts(comparison)
        return moves.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element)
    }

    /// The same with the first of each kind before the second of any: where there is no room for all, many of one kind hide no other.
    static func varied(_ moves: [MoveWords]) -> [MoveWords] {
        var seen: [Int: Int] = [:]
        let rounds = moves.map { move in
            defer { seen[move.rank, default: 0] += 1 }
            return seen[move.rank, default: 0]
        }
        return zip(rounds, moves).enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
            .map(\.element.1)
    }

    /// What differs and decides nothing: by itself, or because its question is not judged.
    static func besides(_ comparison: Comparison) -> [MoveWords] {
        let index = PairIndex(comparison)
        return CellQuestion.allCases.flatMap { question in
            comparison.moves(of: question).together.filter {
                $0.change.direction == .neutral || !comparison.judged.contains(question)
            }
        }.map { MoveWords($0, index, rank: rank($0)) }
    }

    /// The rank of pairs that are inconclusive: between what broke and what is fixed.
    private static let doubtRank = 10

    /// What a reader needs first: what the kernel does not survive, then what it grants, what it warns of, and its tests.
    private static func rank(_ move: Move) -> Int {
        let kind =
            switch move.change.subject {
            case .report: move.change.report?.isFatal == true ? 0 : 3
            case .outcome: 1
            case .deviceMemory, .capacity: 2
            case .selftest: 4
            }
        return move.change.direction == .worse ? kind : doubtRank + 1 + kind
    }

    /// `44 times`, `once`: how often the kernel reported something, and during what.
    static func often(_ move: Move) -> String {
        let (count, cells) = (move.count, move.cells.count)
        let times = count == cells ? (cells == 1 ? "once" : "once each") : "\(Words.grouped(count)) times"
        return times + (DuringWords.short(move.during).map { ", in \($0)" } ?? "")
    }

    /// Finds pairs by their names.
    private struct PairIndex {
        private let pairs: [String: Comparison.Pair]

        init(_ comparison: Comparison) {
            pairs = Dictionary(comparison.pairs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        }

        func pairs(_ names: [String]) -> [Comparison.Pair] { names.compactMap { pairs[$0] } }
    }

    private init(_ move: Move, _ index: PairIndex, rank: Int) {
        let change = move.change
        self.rank = rank
        verdict = change.direction == .worse ? .broke : change.direction == .better ? .fixed : .unchanged
        pairs = index.pairs(move.cells)
        head = (change.report == nil ? "\(change.question.word): " : "") + Self.text(move)
        trace = change.report.map(CallTrace.init)
        notes = Self.notes(move, pairs)
    }

    private init(_ doubt: Comparison.Doubt, _ pairs: [Comparison.Pair]) {
        (verdict, head, notes, trace, rank) = (.inconclusive, ChangeWords.sentence(doubt), [], nil, Self.doubtRank)
        self.pairs = pairs
    }

    private static func doubts(_ comparison: Comparison) -> [MoveWords] {
        var order: [Comparison.Doubt] = []
        var pairs: [Comparison.Doubt: [Comparison.Pair]] = [:]
        for pair in comparison.pairs {
            for doubt in pair.doubts(comparison.judged) {
                if pairs[doubt] == nil { order.append(doubt) }
                pairs[doubt, default: []].append(pair)
            }
        }
        return order.map { MoveWords($0, pairs[$0] ?? []) }
    }

    private static func text(_ move: Move) -> String {
        let change = move.change
        let step = ChangeWords.step(change)
        switch change.subject {
        case .outcome: return step
        case .report: return report(move)
        case .capacity: return "largest region\(move.isExample ? " differs, for example" : ":") \(step)"
        case .deviceMemory: return "\(DuringWords.list(move.names, most: mostNames)): \(step)"
        case .selftest:
            let tests = Words.count(move.names.count, change.before == nil ? "new test" : "test")
            return "\(tests) \(change.before == nil ? "(\(change.after?.text ?? ""))" : step): "
                + DuringWords.list(move.names, most: mostNames)
        }
    }

    private static func report(_ move: Move) -> String {
        guard let report = move.change.report else { return "" }
        let title = "\(Clean.line(ReportTitle.short(report), limit: 200)) (\(often(move)))"
        switch (move.change.direction, move.change.before) {
        case (.worse, _): return "new in the kernel log: \(title)"
        case (.better, _): return "gone from the kernel log: \(title)"
        case (.neutral, nil): return "kernel log: \(title); the base, which was lost before, may report it too"
        case (.neutral, _): return "kernel log: \(title); the candidate, which was lost before, may report it too"
        }
    }

    private static func notes(_ move: Move, _ pairs: [Comparison.Pair]) -> [String] {
        let change = move.change
        if let report = change.report {
            let isSaid = DuringWords.short(move.during).map { !$0.contains("…") } ?? true
            let during = !isSaid ? ["in \(DuringWords.list(move.during, most: mostNames))"] : []
            return (ReportTitle.short(report) == report.title ? [] : [Clean.line(report.title, limit: 300)]) + during
        }
        // A report stands by itself; a hang or a refusal has its reason only in a sentence.
        guard change.subject == .outcome, change.direction == .worse, let cause = pairs.first?.candidate?.cause else {
            return []
        }
        return [Clean.line(cause, limit: 300)]
    }
}

extension Move {
    /// Whether it is a panic that only ends what another report of the same cells tells.
    func isEnd(of moves: [Move]) -> Bool {
        guard change.report?.kind == .panic else { return false }
        let causes = moves.filter {
            $0.change.direction == change.direction && $0.change.report.map { $0.kind != .panic && $0.isFatal } == true
        }
        return Set(cells).isSubset(of: causes.flatMap(\.cells))
    }
}
