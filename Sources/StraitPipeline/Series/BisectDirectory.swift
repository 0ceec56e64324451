// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

/// The directory of a bisection: `bisect.json`, and a run for each boot.
struct BisectDirectory: Sendable {
    let path: String
    private let lock: FileLock

    private static let lockName = ".bisect.lock"

    /// Opens a directory for writing, and begins the bisection in it if it has none. Errors: `request` if it has another one or
    /// something else, or if another process writes it.
    static func open(at path: String, for record: BisectRecord) throws -> BisectDirectory {
        let lock = try RecordDirectory.take(
            path, lock: lockName, file: BisectRecord.fileName, allowed: ["commits"], what: "bisection")
        let directory = BisectDirectory(path: path, lock: lock)
        guard FileManager.default.fileExists(atPath: directory.file) else {
            try directory.write(record)
            return directory
        }
        let known = try directory.record()
        guard known.kernel == record.kernel, known.points == record.points, known.judged == record.judged,
            known.configuration == record.configuration
        else {
            throw StraitError(.request, "\(path) has another bisection; name another directory with --output")
        }
        return directory
    }

    /// What `bisect.json` has.
    func record() throws -> BisectRecord {
        var record = try RecordDirectory.read(BisectRecord.self, from: file)
        // What was seen is counted anew from the runs, which are not made again.
        if record.finished == nil { record.trials = record.points.map { _ in nil } }
        return record
    }

    func write(_ record: BisectRecord) throws { try WholeFile.write(try JSON.encode(record), to: file) }

    private var file: String { "\(path)/\(BisectRecord.fileName)" }
}
