// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A run as one of many: what the index says of it, worked out once.
struct Night {
    let run: IndexInput.Run
    let verdict: Verdict
    /// Its cells' results, those of controls left out; by id.
    let results: [String: CellResult]

    init(_ run: IndexInput.Run) {
        self.run = run
        let cells = RunCells(ReportInput(record: run.record, results: run.results))
        verdict = Verdict(cells, ended: run.results.finished != nil)
        results = Dictionary(
            cells.asked.compactMap { item in item.result.map { (item.id, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// `2026-11-23`, the day that it started on.
    var day: String { String(run.record.started.prefix(10)) }

    /// The page of the run, or its directory where it has none yet.
    var href: String { run.hasReport ? run.base + "report.html" : run.base }

    /// Where a cell is shown; nil where the run has no page.
    func href(_ id: String) -> String? { run.hasReport ? href + Links.anchor(id) : nil }

    var outcome: String { verdict.worst?.rawValue ?? "none" }

    /// The verdict in a word, for a badge.
    var word: String {
        if verdict.isDistrusted { return "not to be trusted" }
        if verdict.sign == Words.sign(CellVerdict.fixed) { return "fixed" }
        if !verdict.verdicts.isEmpty, verdict.worst == .passed { return "as expected" }
        return Words.word(verdict.worst)
    }

    /// The square that stands for the night among others, with the time of the day where a day has more than one run.
    func square(timed: Bool) -> View {
        let time = timed ? " " + run.record.started.dropFirst(11).prefix(5) : ""
        return [
            "href": href, "outcome": outcome, "sign": verdict.sign, "day": String(day.suffix(5)) + time,
            "title": "\(run.record.started): \(verdict.sentence)",
        ]
    }

    /// The median of the largest regions; nil where none was measured.
    func capacity(_ architecture: Architecture? = nil) -> Mebibytes? {
        let cells = architecture == nil ? Array(results.values) : results.values.filter { $0.arch == architecture }
        return Self.median(cells.compactMap { $0.capacity?.largestMiB })
    }

    /// The median time of a cell in seconds.
    var time: Double? { Self.median(results.values.map(\.phases.total).filter { $0 > 0 && $0.isFinite }) }

    private static func median<Value: Comparable>(_ values: [Value]) -> Value? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }
}
