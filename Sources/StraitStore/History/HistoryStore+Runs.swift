// SPDX-License-Identifier: Apache-2.0

import GRDB
import StraitModel

/// A run in the history.
public struct HistoryRun: Sendable, Codable, Equatable, FetchableRecord {
    /// Its id.
    public var id: String
    /// The configuration's name.
    public var name: String
    /// Its number among the runs of that name.
    public var sequence: Int
    /// Start, ISO 8601 in UTC.
    public var started: String
    /// End, ISO 8601 in UTC; nil for a run that was cut off.
    public var finished: String?
    /// The path of its directory when it was added.
    public var directory: String
}

extension HistoryStore {
    /// A run with its results, as read from its directory.
    public struct Run: Sendable {
        /// What was requested.
        public var record: RunRecord
        /// When it ended, ISO 8601 in UTC; nil if it was cut off.
        public var finished: String?
        /// The results of its cells.
        public var cells: [CellResult]
        /// Its directory.
        public var directory: String

        /// Makes a run.
        public init(record: RunRecord, finished: String?, cells: [CellResult], directory: String) {
            self.record = record
            self.finished = finished
            self.cells = cells
            self.directory = directory
        }
    }

    /// Adds a run, replacing one with the same id.
    public func keep(_ run: Run) throws { try write { try Self.insert(run, into: $0) } }

    /// Replaces the whole history with these runs, in one transaction; `runs` is read one at a time. Returns their
    /// number; if there are none, the history is left as it is.
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

    /// The last run of a configuration.
    public func last(of name: String) throws -> HistoryRun? { try runs(of: name).last }

    /// The run with an id.
    public func run(_ id: String) throws -> HistoryRun? {
        try read { try HistoryRun.fetchOne($0, sql: "SELECT * FROM run WHERE id = ?", arguments: [id]) }
    }

    /// The runs of a configuration, or all runs, in their order.
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
        // Controls are left out: they say something about strait, not about a kernel.
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
