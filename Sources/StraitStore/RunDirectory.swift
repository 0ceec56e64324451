// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import Synchronization

/// A run's directory: plain files that outlive the tool. Safe to use from several threads; one writer at a time over all processes,
/// any number of readers.
public final class RunDirectory: Sendable {
    /// What a directory is opened for.
    public enum Access: Sendable {
        /// To look: no lock, so it works while the run goes on and on a read-only file system.
        case reading
        /// To go on with the run: takes the lock and removes what a dead writer left half done.
        case writing
    }

    /// Where it is.
    public let path: String
    /// What was asked for.
    public let record: RunRecord
    /// Whether `run.json` is of schema 1, which has no values of its cells: they were read out of their ids.
    public let isOfSchemaOne: Bool
    /// Nil for a reader.
    private let lock: DirectoryLock?
    let published = Mutex(Publication())
    let whole = Mutex<Set<String>?>(nil)

    private init(path: String, record: RunRecord, lock: DirectoryLock?, isOfSchemaOne: Bool = false) {
        self.path = path
        self.record = record
        self.isOfSchemaOne = isOfSchemaOne
        self.lock = lock
    }

    /// Whether a directory holds a run, whole or cut off.
    public static func holdsRun(at path: String) -> Bool { Listing.size(path + "/run.json") != nil }

    /// Makes a run's directory and writes `run.json`. Refuses a directory that holds anything, a run too: that one is opened.
    public static func create(at path: String, record: RunRecord) throws -> RunDirectory {
        let path = normalized(path)
        try Listing.make(path, deep: true)
        // Before the lock, too, which leaves its file: nothing may come into a directory that is somebody else's.
        try refuseForeign(path)
        let lock = try acquire(path)
        // After the lock: of two that start at once in one empty directory the second has to see the first's run.
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

    /// Opens a run that is there.
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

    /// A cell takes about a kilobyte of it, and a matrix has 100,000 cells at most.
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

    /// The same run with another record, which is in its `run.json` from now on. Errors: where it was opened for reading only.
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

    /// Writes a file of the run itself (`report.html`, `junit.xml`), whole or not at all.
    public func write(_ bytes: [UInt8], named name: String) throws {
        try Self.check(fileName: name)
        try requireLock()
        try WholeFile.write(bytes, to: "\(path)/\(name)")
        try WholeFile.synchronize(path)
    }

    func requireLock() throws {
        guard lock != nil else { throw StraitError(.request, "\(path) was opened for reading only") }
    }

    /// A name that stays in its directory.
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
            .request, "another strait is writing \(path)", cause: DirectoryLock.holder(of: path))
    }
}
