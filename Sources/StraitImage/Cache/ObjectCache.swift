// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// Directories named by their inputs: equal inputs are made only once, and objects are complete.
struct ObjectCache: Sendable {
    /// The cache's directory.
    let root: FilePath

    private var objects: FilePath { root.appending("objects") }
    private var locks: FilePath { root.appending("locks") }

    /// Longer than any build with its wait for a workspace. A waiting process waits for the end of another's build, or
    /// for its death, which releases the lock.
    private static let patience = Duration.seconds(20 * 3600)

    init(root: FilePath) throws {
        self.root = root
        do {
            try Files.makeDirectory(root.appending("objects"))
            try Files.makeDirectory(root.appending("locks"))
            try Files.makeDirectory(root.appending("logs"))
        } catch {
            throw StraitError(
                .infrastructure, "the cache directory \(root) cannot be made: name one that can be written",
                cause: (error as? StraitError)?.cause)
        }
    }

    /// The log of a failed build.
    func log(_ name: String) -> FilePath { root.appending("logs").appending("\(name).log") }

    /// The object, made if it does not exist; `onWait` is called once if it is being made already, with whether
    /// it is this process that makes it, for another kernel or architecture.
    func obtain(
        _ spec: ObjectSpec, onWait: @Sendable (_ isOwn: Bool) -> Void = { _ in }, onMake: @Sendable () -> Void = {}
    ) async throws -> Lease {
        let end = ContinuousClock.now + Self.patience
        var hasReported = false
        while true {
            if let lease = try existing(spec.key) { return lease }
            if let lock = try FileLock.attempt(locks.appending(spec.key), .exclusive) {
                if let lease = try await make(spec, under: lock, onMake) { return lease }
                continue
            }
            if !hasReported { onWait(FileLock.processes(of: locks.appending(spec.key).string).contains(getpid())) }
            hasReported = true
            guard ContinuousClock.now < end else {
                throw StraitError(
                    .deadline, "another strait process has been building \(spec.key) for more than \(Self.patience)")
            }
            // A wait for the lock alone would not do: the process that made the object keeps a lock while it uses it.
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The object, if it exists and is not being removed.
    func existing(_ key: String) throws -> Lease? {
        guard Files.exists(objects.appending(key)),
            let lock = try FileLock.attempt(locks.appending(key), .shared),
            let record = try record(of: key)
        else { return nil }
        lock.touch()
        return Lease(key: key, path: objects.appending(key), record: record, lock: lock)
    }

    /// All objects, sorted by kind and last use.
    func list() throws -> [CachedObject] {
        try keys().compactMap { key in
            guard let record = try record(of: key) else { return nil }
            return CachedObject(
                kind: record.kind, key: key, bytes: record.bytes, made: record.made,
                lastUsed: Files.modified(locks.appending(key)),
                origin: record.origin)
        }
    }

    /// Removes objects that are neither in `needed` nor in use, and the remains of interrupted builds; returns the
    /// removed objects. Objects without a readable record are removed, but not returned.
    func prune(keeping needed: Set<String>) throws -> [CachedObject] {
        var removed: [CachedObject] = []
        for object in try list() where !needed.contains(object.key) {
            guard let lock = try FileLock.attempt(locks.appending(object.key), .exclusive) else { continue }
            try withExtendedLifetime(lock) {
                try Files.discard(objects.appending(object.key))
                try Files.remove(locks.appending(object.key))
            }
            removed.append(object)
        }
        for key in try keys() where try record(of: key) == nil {
            guard let lock = try FileLock.attempt(locks.appending(key), .exclusive) else { continue }
            try withExtendedLifetime(lock) { try Files.discard(objects.appending(key)) }
        }
        try sweep()
        return removed
    }

    /// Removes the remains of interrupted builds.
    func sweep() throws {
        for name in try Files.names(in: objects) where name.hasPrefix(".") {
            let key = String(name.dropFirst().prefix { $0 != "." })
            if Files.exists(objects.appending(key)) {
                sweep(name)
            } else if let lock = try FileLock.attempt(locks.appending(key), .exclusive) {
                withExtendedLifetime(lock) { sweep(name) }
            }
        }
    }

    /// Makes the object if it still does not exist; nil if another process took the lock while it was changed.
    private func make(_ spec: ObjectSpec, under lock: FileLock, _ onMake: () -> Void) async throws -> Lease? {
        let path = objects.appending(spec.key)
        if try record(of: spec.key) == nil {
            // Objects are written completely, but after a power failure a part may be missing.
            if Files.exists(path) { try Files.discard(path) }
            onMake()
            do { try await make(spec, at: path) } catch { throw Trouble.translated(error) }
        }
        guard try lock.share(), let record = try record(of: spec.key) else { return nil }
        lock.touch()
        return Lease(key: spec.key, path: path, record: record, lock: lock)
    }

    private func make(_ spec: ObjectSpec, at path: FilePath) async throws {
        // The lock is held, so remains of earlier attempts belong to dead processes.
        for name in try Files.names(in: objects) where name.hasPrefix(".\(spec.key).") { sweep(name) }
        let scratch = objects.appending(".\(spec.key).\(UUID().uuidString)")
        try Files.makeDirectory(scratch)
        do {
            let origin = try await spec.make(scratch)
            let record = ObjectRecord(
                kind: spec.kind, inputs: spec.inputs, made: Self.timestamp(.now),
                bytes: try await Files.diskUse(of: scratch),
                origin: origin)
            try Files.write(record, asJSONTo: scratch.appending(ObjectRecord.fileName))
            try FileManager.default.moveItem(atPath: scratch.string, toPath: path.string)
        } catch {
            // The build's own error is reported; the next build removes the remains.
            try? Files.remove(scratch)
            throw error
        }
    }

    /// Removes the remains of an interrupted build. One of its programs may still be writing; what cannot be removed
    /// now is removed next time.
    private func sweep(_ name: String) { try? Files.remove(objects.appending(name)) }

    private func keys() throws -> [String] { try Files.names(in: objects).filter { !$0.hasPrefix(".") } }

    /// An object's record; nil if there is none or it is unreadable.
    private func record(of key: String) throws -> ObjectRecord? {
        try Files.decodeIfValid(ObjectRecord.self, from: objects.appending(key).appending(ObjectRecord.fileName))
    }

    private static func timestamp(_ date: Date) -> String { date.formatted(.iso8601) }
}
