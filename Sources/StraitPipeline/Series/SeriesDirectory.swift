// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import StraitStore
import StraitSystem

/// The directory of a series: `series.json`, and a run for each step in `steps/`.
public struct SeriesDirectory: Sendable {
    private let path: String
    /// Nil for reading.
    private let lock: FileLock?

    private static let lockName = ".series.lock"

    /// Opens a directory for writing, and begins the series in it if it has none. Errors: `request` if it has another one or
    /// something else, or if another process writes it.
    static func open(at path: String, for record: SeriesRecord) throws -> SeriesDirectory {
        let isThere = FileManager.default.fileExists(atPath: "\(path)/\(SeriesRecord.fileName)")
        let lock = try RecordDirectory.take(path, lock: lockName, file: SeriesRecord.fileName, what: "series")
        let directory = SeriesDirectory(path: path, lock: lock)
        guard isThere else {
            try directory.write(record)
            return directory
        }
        if let difference = record.difference(from: try directory.record()) {
            throw StraitError(
                .request, "\(path) has a series with \(difference); name another directory with --output")
        }
        return directory
    }

    /// Opens a directory for reading. Errors: `request` if it has no series.
    public init(at path: String) throws {
        self.init(path: path, lock: nil)
        _ = try record()
    }

    private init(path: String, lock: FileLock?) {
        self.path = path
        self.lock = lock
    }

    /// What `series.json` has. Errors: `request` for a directory without one, and for a damaged one.
    func record() throws -> SeriesRecord {
        let file = "\(path)/\(SeriesRecord.fileName)"
        let record = try RecordDirectory.read(SeriesRecord.self, from: file)
        guard record.schema == SeriesRecord.currentSchema else {
            throw StraitError(
                .request, "it has the schema \(record.schema), and this strait reads \(SeriesRecord.currentSchema)",
                place: .init(file: file))
        }
        return record
    }

    func write(_ record: SeriesRecord) throws {
        try WholeFile.write(try JSON.encode(record), to: "\(path)/\(SeriesRecord.fileName)")
    }

    /// The series with what each step changes.
    public func view() throws -> SeriesView {
        try view(of: try record())
    }

    /// The same of a record with a step that is not written yet.
    func view(of record: SeriesRecord) throws -> SeriesView {
        func runs(_ name: (SeriesStep) -> String?) throws -> [Int: SeriesView.Run] {
            var runs: [Int: SeriesView.Run] = [:]
            for step in record.steps {
                guard let name = name(step) else { continue }
                let run = try RunDirectory.open(at: "\(path)/\(name)")
                runs[step.number] = (run.record, try run.results().cells)
            }
            return runs
        }
        return SeriesView(record, runs: try runs(\.run), again: try runs(\.again))
    }
}

extension SeriesRecord {
    /// Why a series cannot go on as this one; nil if it can.
    fileprivate func difference(from other: SeriesRecord) -> String? {
        if kernel != other.kernel { return "the kernel \(other.kernel)" }
        if patches.map(\.sha256) != other.patches.map(\.sha256) { return "other patches" }
        return configuration == other.configuration ? nil : "another configuration"
    }
}
