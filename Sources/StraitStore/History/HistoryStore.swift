// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import StraitModel
import StraitSystem

/// The history of all cells of all runs, in one SQLite database. It contains nothing that is not in the run
/// directories, and can be rebuilt from them. Several processes can use it at once.
public final class HistoryStore: Sendable {
    /// How long a writer waits for another, in seconds.
    private static let patience = 30.0

    let pool: DatabasePool

    /// Opens the database at `path`, creating or migrating it if necessary.
    public init(at path: String) throws {
        pool = try Self.telling("open", path) {
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            var configuration = Configuration()
            // A busy database makes writers wait. Readers never wait, because of the write-ahead log (WAL).
            configuration.busyMode = .timeout(Self.patience)
            configuration.foreignKeysEnabled = true
            configuration.label = "strait.history"
            // One process at a time: two would both create the tables.
            return try Self.alone(path + ".lock") {
                let pool = try DatabasePool(path: path, configuration: configuration)
                try HistorySchema.migrator.migrate(pool)
                return pool
            }
        }
    }

    /// Runs a body under a lock that excludes other processes and other stores of this process.
    private static func alone<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        let lock = try FileLock.block(path, .exclusive, deadline: .seconds(patience))
        defer { withExtendedLifetime(lock) {} }
        return try body()
    }

    /// Runs a body and turns its errors into one sentence.
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

    /// Runs a body that only reads.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try Self.telling("read", pool.path) { try pool.read(body) }
    }

    /// Runs a body in a transaction.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try Self.telling("write", pool.path) { try pool.write(body) }
    }
}
