// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A run in the index, with values that are computed once.
struct Night {
    let run: IndexInput.Run
    let verdict: RunSentence
    /// The results of its cells by id, without the controls.
    let results: [String: CellResult]

    init(_ run: IndexInput.Run) {
        self.run = run
        let cells = RunCells(run.record, run.results)
        verdict = RunSentence(cells, ended: run.results.finished != nil)
        results = Dictionary(
            cells.asked.compactMap { cell in cell.result.map { (cell.id, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// `2026-11-23`, the day on which it started.
    var day: String { String(run.record.started.prefix(10)) }

    /// The run's page, or its directory if it has no page.
    var href: String { run.hasReport ? run.base + Report.fileName : run.base }

    /// The link to a cell; nil if the run has no page.
    func href(_ id: String) -> String? { run.hasReport ? href + Links.anchor(id) : nil }

    var outcome: String { verdict.worst?.rawValue ?? "none" }

    /// The verdict in a word, for a badge.
    var word: String {
        if verdict.isDistrusted { return "not to be trusted" }
        if verdict.isOnlyBetter { return "fixed" }
        let isAsExpected = !verdict.verdicts.isEmpty && !verdict.verdicts.keys.contains(where: \.isUnexpected)
        if isAsExpected, verdict.worst == .passed { return verdict.hasRules ? "as expected" : "as before" }
        if verdict.worst == nil, !verdict.counts.isEmpty { return "incomplete" }
        return Mark(verdict.worst).word
    }

    /// The day, with the time if a day has several runs.
    func moment(timed: Bool) -> String { timed ? "\(day) \(run.record.started.dropFirst(11).prefix(5))" : day }

    /// Whether a day has several nights.
    static func areTimed(_ nights: [Night]) -> Bool { Set(nights.map(\.day)).count < nights.count }

    /// The square for this night.
    func square(timed: Bool) -> View {
        [
            "href": href, "outcome": outcome, "sign": verdict.sign, "day": String(moment(timed: timed).dropFirst(5)),
            "title": "\(run.record.started): \(verdict.sentence)",
        ]
    }

    /// How many cells have an outcome; nil for a night that has not ended or cannot be trusted.
    func count(_ outcome: Outcome) -> Double? {
        isCounted ? Double(verdict.counts[outcome, default: 0]) : nil
    }

    /// How many cells have a verdict; nil also if the configuration expects nothing.
    func count(_ kind: CellVerdict) -> Double? {
        isCounted && !verdict.verdicts.isEmpty ? Double(verdict.verdicts[kind, default: 0]) : nil
    }

    private var isCounted: Bool { run.results.finished != nil && !verdict.isDistrusted }

    /// The median of the largest regions; nil if none was measured, or the night cannot be trusted.
    func capacity(_ architecture: Architecture? = nil) -> Mebibytes? {
        guard !verdict.isDistrusted else { return nil }
        let cells = architecture == nil ? Array(results.values) : results.values.filter { $0.arch == architecture }
        return median(of: cells.compactMap { $0.capacity?.largestMiB })
    }

    /// The median time of a cell in seconds; nil if none was measured, or the night cannot be trusted.
    var time: Double? {
        guard !verdict.isDistrusted else { return nil }
        return median(of: results.values.map(\.phases.total).filter { $0 > 0 && $0.isFinite })
    }
}
