// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The changes in the page: since other runs, and between two kernels of this run.
enum MovedView {
    private static let mostRows = 40

    static func view(_ input: ReportInput) -> View? {
        guard !input.comparisons.isEmpty else { return nil }
        return ["list": input.comparisons.map { view($0, input.record) }]
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

    private static func view(_ comparison: Comparison, _ record: RunRecord) -> View {
        let rows = Mark.moved.flatMap { verdict in comparison.pairs.filter { $0.verdict == verdict } }
        let besides = comparison.pairs.filter { $0.verdict == .unchanged && !$0.changes.isEmpty }.prefix(mostRows)
        let more = rows.count - min(rows.count, mostRows)
        return [
            "title": title(comparison, in: record), "counts": ChangeWords.counts(comparison),
            "sides": sides(comparison), "distrust": distrust(comparison),
            "rows": rows.prefix(mostRows).map { row($0, comparison, record) }, "hasRows": !rows.isEmpty,
            "more": more > 0 ? Words.count(more, "more cell") : nil, "hasBesides": !besides.isEmpty,
            "besides": besides.map { ["name": $0.name, "reasons": ChangeWords.reasons($0)] as View },
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

    private static func row(_ pair: Comparison.Pair, _ comparison: Comparison, _ record: RunRecord) -> View {
        let mark = Mark(pair.verdict)
        // A cell is linked only if it belongs to this run and has a result.
        func link(_ side: Comparison.Side?, _ origin: Comparison.Origin) -> String? {
            guard let side, side.outcome != nil, origin.run == record.id else { return nil }
            return Links.anchor(side.id)
        }
        return [
            "verdict": mark.word, "outcome": mark.tone, "sign": mark.sign,
            "name": pair.name, "href": link(pair.candidate, comparison.candidate),
            "baseHref": link(pair.base, comparison.base), "reasons": ChangeWords.reasons(pair),
        ]
    }
}
