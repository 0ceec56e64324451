// SPDX-License-Identifier: Apache-2.0

import GRDB
import StraitModel

/// A run as the history knows it.
public struct HistoryRun: Sendable, Codable, Equatable, FetchableRecord {
    /// Its id.
    public var id: String
    /// The configuration's name.
    public var name: String
    /// Its place among the runs of that name.
    public var sequence: Int
    /// Start, ISO 8601 in UTC.
    public var started: String
    /// End; nil for one that was cut off.
    public var finished: String?
    /// Where its directory was.
    public var directory: String
}

extension HistoryStore {
    /// A run with its results, as its directory has them.
    public struct Run: Sendable {
        /// What was asked.
        public var record: RunRecord
        /// When it ended; nil where it was cut off.
        public var finished: String?
        /// What became of it.
        public var cells: [CellResult]
        /// Its directory.
        public var directory: String

        /// A run.
        public init(record: RunRecord, finished: String?, cells: [CellResult], directory: String) {
            self.record = record
            self.finished = finished
            self.cells = cells
            self.directory = directory
        }
    }

    /// Takes a run in; one that is there already is replaced.
    public func keep(_ run: Run) throws { try write { try Self.insert(run, into: $0) } }

    /// Forgets everything and takes these runs in, all of them or nothing; `runs` is asked for them one after the other. Returns how
    /// many there were; where there are none, nothing is forgotten.
    public func rebuild(from runs: some Sequence<Run>) throws -> Int {
        try write { database in
            var count = 0
            for run in runs {
                if count == 0 { try database.execute(sql: "DELETE FROM run") }
                try Self.insert(run, into: database)
                count += 1
            }
            return count
        }
    }

    /// The last run of a configuration, in their own order.
    public func last(of name: String) throws -> HistoryRun? { try runs(of: name).last }

    /// The run of an id.
    public func run(_ id: String) throws -> HistoryRun? {
        try read { try HistoryRun.fetchOne($0, sql: "SELECT * FROM run WHERE id = ?", arguments: [id]) }
    }

    /// The runs of a configuration, or all of them, in their own order.
    public func runs(of name: String? = nil) throws -> [HistoryRun] {
        try read { database in
            try HistoryRun.fetchAll(
                database,
                sql: "SELECT * FROM run WHERE name = ?1 OR ?1 IS NULL ORDER BY name, sequence, started, id",
                arguments: [name])
        }
    }

    private static func insert(_ run: Run, into database: Database) throws {
        let record = run.record
        try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [record.id])
        try database.execute(
            sql: "INSERT INTO run (id, name, sequence, started, finished, directory) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [record.id, record.name, record.sequence ?? 0, record.started, run.finished, run.directory])
        let statement = try database.makeStatement(
            sql: """
                INSERT INTO cell (run, id, release, version, sha256, outcome, rung, errno, reports, largestMiB,
                    initialization, tests, log)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        // A control says something about strait, not about a kernel.
        for cell in run.cells where cell.control == nil {
            try statement.execute(arguments: [
                record.id, cell.id, cell.kernel.release, cell.kernel.version, cell.kernel.sha256,
                cell.outcome.rawValue, cell.rung.rawValue, cell.errno?.name,
                cell.answer.reports?.joined(separator: " "), cell.capacity?.largestMiB.count,
                cell.answers.initialization.rawValue, cell.answers.tests.rawValue, cell.answers.log.rawValue,
            ])
        }
    }
}
