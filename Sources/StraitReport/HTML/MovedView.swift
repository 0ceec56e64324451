// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The changes in the page: since other runs, and between two kernels of this run.
enum MovedView {
    private static let mostRows = 40

    static func view(_ input: ReportInput, _ page: PageParts) -> View? {
        guard !input.comparisons.isEmpty else { return nil }
        return ["list": input.comparisons.map { view($0, input.record, page) }]
    }

    /// How many cells broke and were fixed of a question in the first comparison, for the page's head.
    static func figures(_ input: ReportInput, of question: CellQuestion) -> [View] {
        guard let comparison = input.comparisons.first, comparison.distrust.isEmpty else { return [] }
        let moved = Mark.moved.map { Mark($0).word }
        return MoveWords.counts(comparison, of: question).filter { moved.contains($0.mark.word) }.map { mark, count in
            mark.worded.with(["count": Words.grouped(count), "title": title(comparison, in: input.record)])
        }
    }

    /// How many cells broke and were fixed in the first comparison, for the page's head.
    static func figures(_ input: ReportInput) -> [View] {
        guard let comparison = input.comparisons.first else { return [] }
        return [Comparison.PairVerdict.broke, .fixed, .inconclusive].compactMap { verdict in
            comparison.counts[verdict].map { count in
                let mark = Mark(verdict)
                return [
                    "count": Words.grouped(count), "verdict": mark.word, "outcome": mark.tone, "sign": mark.sign,
                    "title": title(comparison, in: input.record),
                ]
            }
        }
    }

    /// `candidate against base`, or `Since the run of 2026-11-22T00:15:00Z`.
    static func title(_ comparison: Comparison, in record: RunRecord) -> String {
        let (base, candidate) = (comparison.base, comparison.candidate)
        if base.kernel != nil {
            return "\(ChangeWords.label(candidate)) against \(ChangeWords.label(base))"
        }
        return Clean.line("Since the run of \(base.started)", limit: 100)
    }

    private static func view(_ comparison: Comparison, _ record: RunRecord, _ page: PageParts) -> View {
        let links = MovedLinks(comparison, record, page.links)
        let moves = CellQuestion.allCases.map { question in (question, comparison.moves(of: question)) }
        let outcomes = moves.flatMap(\.1).filter { $0.change.subject == .outcome && $0.change.direction != .neutral }
        let besides = moves.flatMap(\.1).filter { $0.change.direction == .neutral }
        let parts = moves.map { question, moves -> View in
            let counted = MoveWords.counts(comparison, of: question)
            let told = moves.filter { $0.change.direction != .neutral && $0.change.subject != .outcome }
            return part(question.title, told, links, page).with([
                "counts": counted.map { ["count": Words.grouped($0.count)] as View }.enumerated().map {
                    $1.with(counted[$0].mark.worded)
                }
            ])
        }
        return [
            "title": title(comparison, in: record), "counts": ChangeWords.counts(comparison),
            "sides": sides(comparison), "distrust": distrust(comparison), "parts": parts,
            "outcomes": outcomes.isEmpty ? nil : part("The outcome, which is the summary", outcomes, links, page),
            "open": open(comparison, links), "isStill": !comparison.pairs.contains { Mark.moved.contains($0.verdict) },
            "besides": besides.isEmpty ? nil : part("Differences that decide nothing", besides, links, page),
        ]
    }

    private static func part(_ title: String, _ moves: [Move], _ links: MovedLinks, _ page: PageParts) -> View {
        let more = moves.count - min(moves.count, mostRows)
        return [
            "title": title, "hasRows": !moves.isEmpty,
            "rows": moves.prefix(mostRows).map { row($0, links, page) },
            "more": more > 0 ? Words.count(more, "more change") : nil,
        ]
    }

    private static func row(_ move: Move, _ links: MovedLinks, _ page: PageParts) -> View {
        let told = move.change.report.flatMap(page.reports.link)
        let trace = told == nil ? move.change.report.flatMap { TraceView.view($0, page.allowance, isOpen: false) } : nil
        return MoveWords.mark(move.change.direction).worded.with([
            "title": MoveWords.title(move), "facts": MoveWords.facts(move), "trace": trace, "told": told,
            "squares": links.view(move.cells),
        ])
    }

    /// The pairs of which one side has no verdict, by the reason.
    private static func open(_ comparison: Comparison, _ links: MovedLinks) -> View? {
        var order: [[String]] = []
        var cells: [[String]: [String]] = [:]
        for pair in comparison.pairs where pair.verdict == .inconclusive && !pair.isConclusive {
            let reasons = ChangeWords.reasons(pair)
            if cells[reasons] == nil { order.append(reasons) }
            cells[reasons, default: []].append(pair.name)
        }
        guard !order.isEmpty else { return nil }
        let more = order.count - min(order.count, mostRows)
        let mark = Mark(Comparison.PairVerdict.inconclusive)
        return [
            "rows": order.prefix(mostRows).map { reasons in
                let names = cells[reasons] ?? []
                return mark.worded.with([
                    "title": reasons.joined(separator: "; "), "facts": "In \(Words.count(names.count, "cell")).",
                    "squares": links.view(names),
                ])
            },
            "more": more > 0 ? Words.count(more, "more reason") : nil,
        ]
    }

    private static func distrust(_ comparison: Comparison) -> View? {
        guard !comparison.distrust.isEmpty else { return nil }
        return [
            "sentence": ChangeWords.distrust,
            "objections": comparison.distrust.map { Clean.line($0.sentence, limit: 600) },
        ]
    }

    private static func sides(_ comparison: Comparison) -> String {
        func releases(_ origin: Comparison.Origin) -> String {
            Words.list(origin.kernels.map(\.release).uniqued())
        }
        let (base, candidate) = (releases(comparison.base), releases(comparison.candidate))
        let patched = [("base", comparison.base), ("candidate", comparison.candidate)].compactMap(patches).joined()
        if base == candidate { return base.isEmpty ? "" : "Kernel \(base) on both sides\(patched)." }
        return
            "Base \(base.isEmpty ? "unknown" : base); candidate \(candidate.isEmpty ? "unknown" : candidate)\(patched)."
    }

    /// `; the candidate with fix.patch`, for the kernel with the most patches; nil if there are none.
    private static func patches(_ side: String, _ origin: Comparison.Origin) -> String? {
        guard let most = origin.kernels.map(\.patches).max(by: { $0.count < $1.count }), let first = most.first else {
            return nil
        }
        let more = most.count > 1 ? " and \(Words.count(most.count - 1, "more patch", "more patches"))" : ""
        return "; the \(side) with \(Clean.line(first.name, limit: 100))\(more)"
    }
}

/// The links of a comparison to the cells of the page.
private struct MovedLinks {
    private let pairs: [String: Comparison.Pair]
    private let isCandidateHere: Bool
    private let links: SquareLinks

    init(_ comparison: Comparison, _ record: RunRecord, _ links: SquareLinks) {
        pairs = Dictionary(comparison.pairs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        isCandidateHere = comparison.candidate.run == record.id
        self.links = links
    }

    /// Links to the candidate's cells. A cell is linked only if it belongs to this run and has a result.
    func view(_ names: [String]) -> View {
        links.view(
            names.map { name in
                let candidate = pairs[name]?.candidate
                return (candidate?.id ?? name, isCandidateHere && candidate?.outcome != nil, nil)
            })
    }
}
