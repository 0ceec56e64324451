// SPDX-License-Identifier: Apache-2.0

import GRDB
import StraitModel

extension HistoryStore {
    /// The histories of cells, with the entries in the order of the runs: of one configuration or of all, of one cell
    /// or of all. With `through`, only what was known when that run ended; the run must be of that configuration.
    public func cells(of name: String? = nil, id: String? = nil, through run: String? = nil) throws -> [CellHistory] {
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT run.name, run.started, run.directory, cell.* FROM cell JOIN run ON run.id = cell.run
                    WHERE (run.name = :name OR :name IS NULL) AND (cell.id = :id OR :id IS NULL)
                    AND (:run IS NULL OR (run.sequence, run.started, run.id) <=
                        (SELECT sequence, started, id FROM run WHERE id = :run))
                    ORDER BY run.name, cell.id, run.sequence, run.started, run.id
                    """, arguments: ["name": name, "id": id, "run": run])
            var histories: [CellHistory] = []
            while let row = try rows.next() {
                let (name, cell): (String, String) = (row["name"], row["id"])
                if histories.last?.configuration != name || histories.last?.cell != cell {
                    histories.append(CellHistory(configuration: name, cell: cell, entries: []))
                }
                if let entry = Self.entry(row) { histories[histories.count - 1].entries.append(entry) }
            }
            return histories
        }
    }

    /// Nil if they were not kept, or if a newer version wrote unknown words.
    private static func answers(_ row: Row) -> CellAnswers? {
        func state(_ question: CellQuestion) -> CellAnswers.State? {
            (row[question.rawValue] as String?).flatMap(CellAnswers.State.init)
        }
        guard let initialization = state(.initialization), let tests = state(.tests), let log = state(.log) else {
            return nil
        }
        return CellAnswers(initialization: initialization, tests: tests, log: log)
    }

    /// Nil for an outcome that this version does not know: a newer one wrote it.
    private static func entry(_ row: Row) -> HistoryEntry? {
        guard let outcome = Outcome(rawValue: row["outcome"]) else { return nil }
        return HistoryEntry(
            run: row["run"], started: row["started"], directory: row["directory"], release: row["release"],
            version: row["version"], sha256: row["sha256"], outcome: outcome, rung: Rung(row["rung"]),
            errno: (row["errno"] as String?).flatMap(Errno.init),
            reports: (row["reports"] as String?).map { $0.split(separator: " ").map(String.init) },
            answers: answers(row), largestMiB: (row["largestMiB"] as Int?).map(Mebibytes.init))
    }
}
