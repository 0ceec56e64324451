// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The cells that changed between nights.
enum NightlyCells {
    private static let mostRows = 40
    private static let mostNights = 30

    /// The cells that changed, those that failed last first; nil if fewer than two nights can be trusted.
    static func view(_ nights: [Night]) -> View? {
        let nights = Array(nights.suffix(mostNights))
        guard nights.count(where: { !$0.verdict.isDistrusted }) > 1 else { return nil }
        var seen: Set<String> = []
        let ids = nights.reversed().flatMap(\.run.record.cellIDs).filter { seen.insert($0).inserted }
        let sorted = CellNights.changed(ids, in: nights.map { $0.verdict.isDistrusted ? nil : $0.results })
        guard !sorted.isEmpty else { return ["none": true, "rows": [] as [View]] }
        let timed = Night.areTimed(nights)
        let moments = nights.map { $0.moment(timed: timed) }
        let more = sorted.count - min(sorted.count, mostRows)
        return [
            "days": moments.map { String($0.dropFirst(5)) },
            "rows": sorted.prefix(mostRows).map { $0.row(nights, moments) },
            "more": more > 0 ? Words.count(more, "more cell") : nil, "hasRows": true,
        ]
    }
}

extension CellNights {
    fileprivate func row(_ nights: [Night], _ moments: [String]) -> View {
        let bad = firstBad
        let squares = results.enumerated().map { index, result -> View in
            let first = index == bad
            let night = nights[index]
            if night.verdict.isDistrusted, night.results[id] != nil {
                return [
                    "outcome": "none", "sign": Mark(Outcome.invalid).sign, "href": night.href(id),
                    "title": "\(night.day): \(night.word)",
                ]
            }
            return [
                "outcome": result?.outcome.rawValue ?? "none", "sign": Mark(result?.outcome).sign,
                "news": first ? "news" : nil, "href": result == nil ? nil : night.href(id),
                "title":
                    "\(night.day): \(result?.answer.description ?? "no result")\(first ? ", first bad" : "")",
            ]
        }
        return ["id": id, "squares": squares, "since": since(moments), "bad": bad == nil ? nil : "failed"]
    }

    /// `first bad 2026-11-22: failed at reserve (ERANGE); passed until 2026-11-21; kernel 7.3.3 → 7.3.4`.
    private func since(_ moments: [String]) -> String {
        guard let bad = firstBad, let good = lastGood, let result = results[bad] else {
            let last = results.lastIndex { $0 != nil }
            return last.flatMap { results[$0].map { "now \($0.answer.description)" } } ?? "no result"
        }
        let (old, new) = (results[good]?.kernel.release, result.kernel.release)
        let kernel = old == new ? "the same kernel" : "kernel \(old ?? "unknown") → \(new ?? "unknown")"
        return "first bad \(moments[bad]): \(result.answer.description); passed until \(moments[good]); \(kernel)"
    }
}
