// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// How many cells have each outcome, one bar per night: passed at the bottom, the worst on top.
enum OutcomeBars {
    private static let (width, height) = (640.0, 96.0)
    /// The widest bar, so that few nights look good too.
    private static let widest = 36.0

    /// Nil if there is nothing to compare.
    static func view(_ nights: [Night]) -> View? {
        let most = nights.map(\.verdict.total).max() ?? 0
        guard nights.count > 1, most > 0 else { return nil }
        let step = min(widest, width / Double(nights.count))
        let order = Outcome.bySeverity.reversed()
        let bars = nights.enumerated().flatMap { index, night -> [View] in
            var y = height
            return order.compactMap { outcome in
                guard let count = night.verdict.counts[outcome] else { return nil }
                let tall = Double(count) / Double(most) * height
                y -= tall
                return [
                    "x": place(Double(index) * step), "y": place(y), "width": place(max(1, step - 2)),
                    "height": place(tall), "outcome": night.verdict.isDistrusted ? "none" : outcome.rawValue,
                    "title": "\(night.day): \(Words.grouped(count)) \(outcome.rawValue)",
                ]
            }
        }
        let present = order.filter { outcome in nights.contains { $0.verdict.counts[outcome] != nil } }
        return [
            "width": place(Double(nights.count) * step), "height": place(height), "bars": bars,
            "first": nights.first?.day, "last": nights.last?.day,
            "text":
                "Outcomes by run, from \(nights.first?.day ?? "") to \(nights.last?.day ?? ""); the figures are in the table below",
            "key": present.map { ["outcome": $0.rawValue, "word": Mark($0).word] as View },
        ]
    }
}
