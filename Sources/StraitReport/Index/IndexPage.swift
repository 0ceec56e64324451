// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Many runs as one self-contained page: the newest first, by configuration, since only runs of one can be compared at a glance.
public enum IndexPage {
    /// The page, UTF-8: same input, same bytes.
    public static func html(_ input: IndexInput) -> [UInt8] {
        let groups = Dictionary(grouping: input.runs, by: \.record.name).values.map(IndexGroup.init)
        let sorted = groups.sorted { ($0.newest, $1.name) > ($1.newest, $0.name) }
        let view: View = [
            "title": input.title, "count": Words.count(input.runs.count, "run"), "policy": Policy.scriptless,
            "style": Raw(Templates.style), "groups": sorted.map(\.view), "hasGroups": !sorted.isEmpty,
            "problems": input.problems, "hasProblems": !input.problems.isEmpty,
            "problemCount": input.problems.isEmpty
                ? nil : Words.count(input.problems.count, "directory", "directories") + " left out",
        ]
        return Array(Templates.render("index", view).utf8)
    }
}

/// The runs of one configuration.
struct IndexGroup {
    let name: String
    /// The newest first.
    private let runs: [IndexInput.Run]

    init(_ runs: [IndexInput.Run]) {
        name = runs.first?.record.name ?? ""
        // ISO 8601 in UTC sorts as text.
        self.runs = runs.sorted { ($0.record.started, $0.record.id) > ($1.record.started, $1.record.id) }
    }

    var newest: String { runs.first?.record.started ?? "" }

    var view: View {
        let oldestFirst = Array(runs.reversed())
        let capacities = oldestFirst.map { Self.capacity($0).map { Double($0.count) } }
        let trends = [
            Trend(
                "Median of the largest region", capacities, logarithmic: true,
                say: { Words.size(Mebibytes(Int($0))) }),
            Trend("Median time of a cell", oldestFirst.map(Self.time), say: { Words.time($0) }),
        ]
        return [
            "name": name, "count": Words.count(runs.count, "run"), "runs": runs.map(Self.row),
            "trends": trends.compactMap { $0?.view(newest: oldestFirst.last?.record.started ?? "") },
        ]
    }

    private static func row(_ run: IndexInput.Run) -> View {
        let input = ReportInput(record: run.record, results: run.results)
        let verdict = Verdict(RunCells(input), ended: input.results.finished != nil)
        let counts = Words.bySeverity.compactMap { outcome in
            verdict.counts[outcome].map {
                [
                    "sign": Words.sign(outcome), "count": Words.grouped($0), "word": outcome.rawValue,
                    "outcome": outcome.rawValue,
                ] as View
            }
        }
        let ended = run.results.finished == nil ? "not ended" : nil
        return [
            "id": run.record.id, "started": run.record.started, "host": run.record.host.name,
            "href": run.hasReport ? run.base + "report.html" : run.base, "sentence": verdict.sentence,
            "besides": verdict.besides, "outcome": verdict.worst?.rawValue ?? "none",
            "sign": Words.sign(verdict.worst), "word": Words.word(verdict.worst), "counts": counts,
            "time": Verdict.wallTime(run.results).map(Words.time) ?? ended,
            "capacity": capacity(run).map(Words.size) ?? "–", "strip": strip(input),
        ]
    }

    /// A square for each cell, in the matrix's order; a large run has its counts only.
    private static func strip(_ input: ReportInput) -> [View] {
        guard input.record.cells.count <= 200 else { return [] }
        let outcomes = Dictionary(
            input.results.cells.map { ($0.id, $0.outcome) }, uniquingKeysWith: { first, _ in first })
        return input.record.cells.map { id in
            [
                "outcome": outcomes[id]?.rawValue ?? "none", "sign": Words.sign(outcomes[id]),
                "title": "\(Words.word(outcomes[id])): \(id)",
            ]
        }
    }

    private static func capacity(_ run: IndexInput.Run) -> Mebibytes? {
        median(run.results.cells.compactMap { $0.capacity?.largestMiB })
    }

    private static func time(_ run: IndexInput.Run) -> Double? {
        median(run.results.cells.map(\.phases.total).filter { $0 > 0 && $0.isFinite })
    }

    private static func median<Value: Comparable>(_ values: [Value]) -> Value? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }
}
