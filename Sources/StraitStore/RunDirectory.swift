// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import Synchronization

/// A run's directory of plain files. It can be used from several threads, by one writing process and any number of
/// readers.
public final class RunDirectory: Sendable {
    /// Why a directory is opened.
    public enum Access: Sendable {
        /// To read: without a lock, so it works during the run and on a read-only file system.
        case reading
        /// To resume the run: takes the lock and removes temporary files of a dead writer.
        case writing
    }

    /// Its path.
    public let path: String
    /// The run's record, from `run.json`.
    public let record: RunRecord
    /// Whether `run.json` has schema 1, in which the cells are given only by their ids.
    public let isOfSchemaOne: Bool
    /// Nil for reading.
    private let lock: DirectoryLock?
    let published = Mutex(Publication())
    let whole = Mutex<Set<String>?>(nil)

    private init(path: String, record: RunRecord, lock: DirectoryLock?, isOfSchemaOne: Bool = false) {
        self.path = path
        self.record = record
        self.isOfSchemaOne = isOfSchemaOne
        self.lock = lock
    }

    /// Whether a directory contains a run.
    public static func holdsRun(at path: String) -> Bool { Listing.size(path + "/run.json") != nil }

    /// Creates a run's directory and writes `run.json`. Errors: `request` if the directory contains anything; an
    /// existing run is opened instead.
    public static func create(at path: String, record: RunRecord) throws -> RunDirectory {
        let path = normalized(path)
        try Listing.make(path, deep: true)
        // Before the lock, because taking it creates a file, which must not happen in a foreign directory.
        try refuseForeign(path)
        let lock = try acquire(path)
        // Checked under the lock: of two processes that start in one empty directory, the second has to see the first
        // one's run.
        guard !holdsRun(at: path) else {
            throw StraitError(.request, "\(path) holds a run already; resume it, or name another directory")
        }
        try refuseForeign(path)
        try Listing.removeTemporaries(in: path)
        try Listing.make(path + "/cells")
        try WholeFile.write(JSON.encode(record), to: "\(path)/run.json")
        try WholeFile.synchronize(path)
        return RunDirectory(path: path, record: record, lock: lock)
    }

    private static func refuseForeign(_ path: String) throws {
        guard !holdsRun(at: path) else { return }
        let foreign = try Listing.names(in: path).first {
            !["cells", DirectoryLock.fileName].contains($0) && !WholeFile.isTemporary($0)
        }
        guard let foreign else { return }
        throw StraitError(
            .request, "\(path) is not empty (it holds \(foreign)) and not a run; name a new directory")
    }

    /// Opens an existing run.
    public static func open(at path: String, for access: Access = .reading) throws -> RunDirectory {
        let path = normalized(path)
        guard Listing.isDirectory(path) else { throw SystemError.of(ENOENT, "open the run", path) }
        let isNone = StraitError(.request, "\(path) is not a run: it has no run.json")
        guard holdsRun(at: path) else { throw isNone }
        let lock = access == .writing ? try acquire(path) : nil
        guard let bytes = try Listing.read(path + "/run.json", count: largestRecord) else { throw isNone }
        let (record, isOfSchemaOne): (RunRecord, Bool)
        do {
            (record, isOfSchemaOne) = try Self.record(bytes, of: path)
        } catch {
            throw StraitError(.request, "\(path)/run.json cannot be used: \(JSON.sentence(of: error))")
        }
        let directory = RunDirectory(path: path, record: record, lock: lock, isOfSchemaOne: isOfSchemaOne)
        if access == .writing { try directory.removeDebris() }
        return directory
    }

    /// A cell takes about 1 kB, and a matrix has at most 100,000 cells.
    private static let largestRecord = 512 << 20

    private static func record(_ bytes: [UInt8], of path: String) throws -> (RunRecord, isOfSchemaOne: Bool) {
        struct Head: Decodable { var schema: String }
        switch try JSON.decode(Head.self, bytes).schema {
        case RunRecord.currentSchema: return (try JSON.decode(RunRecord.self, bytes), false)
        case SchemaOneRecord.schema:
            let record = try JSON.decode(SchemaOneRecord.self, bytes).upgraded { id in
                try Listing.read("\(path)/cells/\(id)/result.json", count: 64 << 20)
                    .map { try JSON.decode(CellResult.self, $0) }
            }
            return (record, true)
        case let other:
            throw StraitError(
                .request,
                "it has the schema \(other), and this strait reads \(SchemaOneRecord.schema) and \(RunRecord.currentSchema)"
            )
        }
    }

    /// Replaces the record in `run.json`. Errors: `request` if the run was opened for reading.
    public func replacing(_ record: RunRecord) throws -> RunDirectory {
        try write(JSON.encode(record), named: "run.json")
        return RunDirectory(path: path, record: record, lock: lock)
    }

    private func removeDebris() throws {
        try Listing.removeTemporaries(in: path)
        try Listing.make(path + "/cells")
        for name in try Listing.names(in: path + "/cells") where Listing.isDirectory(path + "/cells/" + name) {
            try Listing.removeTemporaries(in: path + "/cells/" + name)
        }
    }

    /// Writes a file of the run (`report.html`, `junit.xml`) atomically.
    public func write(_ bytes: [UInt8], named name: String) throws {
        try Self.check(fileName: name)
        try requireLock()
        try WholeFile.write(bytes, to: "\(path)/\(name)")
        try WholeFile.synchronize(path)
    }

    func requireLock() throws {
        guard lock != nil else { throw StraitError(.request, "\(path) was opened for reading only") }
    }

    /// Checks that a name stays in its directory.
    static func check(fileName name: String) throws {
        let bad =
            name.isEmpty || name == "." || name == ".." || name.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "/") }
        guard !bad, !WholeFile.isTemporary(name), name.utf8.count <= 255 else {
            throw StraitError(.request, "\(name.debugDescription) cannot be the name of a file in a run")
        }
    }

    private static func normalized(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? normalized(String(path.dropLast())) : path
    }

    private static func acquire(_ path: String) throws -> DirectoryLock {
        if let lock = try DirectoryLock.attempt(path) { return lock }
        throw StraitError(
            .request, "another strait process is writing \(path)", cause: DirectoryLock.holder(of: path))
    }
}
