// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import StraitModel
import StraitSystem

/// What became of every cell in every run, in one database. A run's directory stays the truth: this can be made again from them at any
/// time, and knows nothing that was not in one. Any number of straits use it at the same time.
public final class HistoryStore: Sendable {
    /// How long a writer waits for another one.
    private static let patience = 30.0

    let pool: DatabasePool

    /// Opens the database at `path`, which is made or brought up to date if need be.
    public init(at path: String) throws {
        pool = try Self.telling("open", path) {
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            var configuration = Configuration()
            // Who finds it busy waits; a pool's journal is ahead of the file (WAL), so readers never do.
            configuration.busyMode = .timeout(Self.patience)
            configuration.foreignKeysEnabled = true
            configuration.label = "strait.history"
            // One at a time: two that find no tables would both make them.
            return try Self.alone(path + ".lock") {
                let pool = try DatabasePool(path: path, configuration: configuration)
                try HistorySchema.migrator.migrate(pool)
                return pool
            }
        }
    }

    /// Runs a body that no other process, and no other store of this one, runs at the same time.
    private static func alone<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        let lock = try FileLock.block(path, .exclusive, deadline: .seconds(patience))
        defer { withExtendedLifetime(lock) {} }
        return try body()
    }

    /// Runs a body, whose trouble becomes one sentence.
    static func telling<Value>(_ action: String, _ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as StraitError {
            throw error
        } catch let error as DatabaseError {
            throw StraitError(
                .infrastructure, "cannot \(action) the history \(path)",
                cause: "SQLite: \(error.message ?? "error \(error.resultCode.rawValue)")")
        } catch {
            throw StraitError(
                .infrastructure, "cannot \(action) the history \(path)", cause: error.localizedDescription)
        }
    }

    /// Runs a body that reads.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try Self.telling("read", pool.path) { try pool.read(body) }
    }

    /// Runs a body that writes, all of it or nothing.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try Self.telling("write", pool.path) { try pool.write(body) }
    }
}
