// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The runs of one configuration.
struct IndexGroup {
    let name: String
    /// The oldest first.
    private let nights: [Night]

    /// More nights than this are only in the table.
    private static let mostSquares = 120
    /// How many nights are compared with the one before.
    private static let mostCompared = 30

    init(_ runs: [IndexInput.Run]) {
        name = runs.first?.record.name ?? ""
        // Dates in ISO 8601 and UTC sort as text.
        nights = runs.sorted { ($0.record.started, $0.record.id) < ($1.record.started, $1.record.id) }.map(Night.init)
    }

    var newest: String { nights.last?.run.record.started ?? "" }

    func view(number: Int) -> View {
        let shown = nights.suffix(Self.mostSquares)
        let repeats = Night.areTimed(Array(shown))
        let calendar = CalendarView.view(Array(shown), of: name, timed: repeats)
        return [
            "name": name, "number": number, "count": Words.count(nights.count, "run"),
            "newest": nights.last.map {
                ["sentence": $0.verdict.sentence, "outcome": $0.outcome, "sign": $0.verdict.sign] as View
            },
            "nights": calendar == nil ? shown.map { $0.square(timed: repeats) } : [],
            "calendar": calendar, "hasNights": nights.count > 1 && calendar == nil,
            "bars": OutcomeBars.view(Array(shown)),
            "runs": nights.indices.reversed().map(row), "trends": trends, "histories": NightlyCells.view(nights),
        ]
    }

    private var trends: [View] {
        let architectures = Set(nights.flatMap { $0.results.values.map(\.arch) }).sorted()
        let capacities = architectures.map { architecture in
            Trend(
                "\(architecture.rawValue), median of the largest region",
                nights.map { $0.capacity(architecture).map { Double($0.count) } }, logarithmic: true,
                say: { Words.size(Mebibytes(Int($0))) })
        }
        func count(_ value: Double) -> String { Words.grouped(Int(value)) }
        let passed = Trend("Passed", nights.map { $0.count(.passed) }, say: count)
        let regressions = Trend("Regressions", nights.map { $0.count(.regression) }, say: count)
        let time = Trend("Median time of a cell", nights.map(\.time), say: { Words.time($0) })
        return ([passed, regressions] + capacities + [time]).compactMap { $0?.view(newest: newest) }
    }

    private func row(_ index: Int) -> View {
        let night = nights[index]
        let (run, verdict) = (night.run, night.verdict)
        let counts = Outcome.bySeverity.compactMap { outcome in
            verdict.counts[outcome].map {
                [
                    "sign": Mark(outcome).sign, "count": Words.grouped($0), "word": outcome.rawValue,
                    "outcome": outcome.rawValue,
                ] as View
            }
        }
        let compared =
            index > 0 && nights.count - index <= Self.mostCompared
            && !nights[index - 1...index].contains(where: \.verdict.isDistrusted)
        return [
            "id": run.record.id, "started": run.record.started, "host": run.record.host.name, "href": night.href,
            "sentence": verdict.sentence, "besides": verdict.besides, "outcome": night.outcome, "sign": verdict.sign,
            "word": night.word, "counts": counts, "distrusted": verdict.isDistrusted,
            "time": run.results.wallTime.map(Words.time)
                ?? (run.results.finished == nil ? "not ended" : nil),
            "capacity": night.capacity().map(Words.size) ?? "–", "strip": Self.strip(night),
            "since": compared ? NightChange.view(from: nights[index - 1], to: night) : nil,
        ]
    }

    /// Runs with more cells than this show counts instead of squares.
    private static let mostInStrip = 60

    /// A square for each cell in the order of the matrix; only counts for a large run.
    private static func strip(_ night: Night) -> [View] {
        let ids = night.run.record.cells.filter { $0.control == nil }.map(\.id)
        guard ids.count <= mostInStrip else { return [] }
        return ids.map { id in
            let outcome = night.results[id]?.outcome
            return [
                "outcome": outcome?.rawValue ?? "none", "sign": Mark(outcome).sign,
                "title": "\(Mark(outcome).word): \(id)",
            ]
        }
    }
}
