// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// Directories named by what they were made from: the same inputs are never made twice, and what is there is whole.
struct ObjectCache: Sendable {
    /// The directory that holds everything.
    let root: FilePath

    private var objects: FilePath { root.appending("objects") }
    private var locks: FilePath { root.appending("locks") }

    /// Longer than any build takes with its wait for a workspace: who waits for another's build waits for its end, or for its death,
    /// which frees the lock.
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

    /// Where a build that fails leaves all that it said.
    func log(_ name: String) -> FilePath { root.appending("logs").appending("\(name).log") }

    /// The object, made first if it is not there; `onWait` is called once where someone else is at it.
    func obtain(
        _ spec: ObjectSpec, onWait: @Sendable () -> Void = {}, onMake: @Sendable () -> Void = {}
    ) async throws -> Lease {
        let end = ContinuousClock.now + Self.patience
        var hasReported = false
        while true {
            if let lease = try existing(spec.key) { return lease }
            if let lock = try FileLock.attempt(locks.appending(spec.key), .exclusive) {
                if let lease = try await make(spec, under: lock, onMake) { return lease }
                continue
            }
            if !hasReported { onWait() }
            hasReported = true
            guard ContinuousClock.now < end else {
                throw StraitError(.deadline, "another strait has been at \(spec.key) for more than \(Self.patience)")
            }
            // Not a wait for the lock alone: who made the object goes on to use it, and never lets go.
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The object if it is there and not being removed.
    func existing(_ key: String) throws -> Lease? {
        guard Files.exists(objects.appending(key)),
            let lock = try FileLock.attempt(locks.appending(key), .shared),
            let record = try record(of: key)
        else { return nil }
        lock.touch()
        return Lease(key: key, path: objects.appending(key), record: record, lock: lock)
    }

    /// Everything that is there, by kind and last use.
    func list() throws -> [CachedObject] {
        try keys().compactMap { key in
            guard let record = try record(of: key) else { return nil }
            return CachedObject(
                kind: record.kind, key: key, bytes: record.bytes, made: record.made,
                lastUsed: Files.modified(locks.appending(key)),
                origin: record.origin)
        }
    }

    /// Removes what is neither in `needed` nor in use, and what interrupted builds left; returns what it removed. What says nothing of
    /// itself serves nobody, and goes without a word.
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

    /// Removes what interrupted builds left, of objects that nobody is making now.
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

    /// Makes what is still not there; nil where someone else came while the lock was changed.
    private func make(_ spec: ObjectSpec, under lock: FileLock, _ onMake: () -> Void) async throws -> Lease? {
        let path = objects.appending(spec.key)
        if try record(of: spec.key) == nil {
            // Objects come whole, but a disk that lost its power may have lost a part of one.
            if Files.exists(path) { try Files.discard(path) }
            onMake()
            do { try await make(spec, at: path) } catch { throw Trouble.translated(error) }
        }
        guard try lock.share(), let record = try record(of: spec.key) else { return nil }
        lock.touch()
        return Lease(key: spec.key, path: path, record: record, lock: lock)
    }

    private func make(_ spec: ObjectSpec, at path: FilePath) async throws {
        // Nobody else can be at it: the lock is ours. What is there of an earlier attempt is a dead process's.
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
            // The build's own error is the one to tell; what stays behind is removed by the next build.
            try? Files.remove(scratch)
            throw error
        }
    }

    /// Removes what an interrupted build left. A program that it started may outlive it by a moment and still write there: what cannot
    /// be removed now is in nobody's way, and goes the next time.
    private func sweep(_ name: String) { try? Files.remove(objects.appending(name)) }

    private func keys() throws -> [String] { try Files.names(in: objects).filter { !$0.hasPrefix(".") } }

    /// What an object says of itself; nil where there is none, or nothing that can be read.
    private func record(of key: String) throws -> ObjectRecord? {
        try Files.decodeIfValid(ObjectRecord.self, from: objects.appending(key).appending(ObjectRecord.fileName))
    }

    private static func timestamp(_ date: Date) -> String { date.formatted(.iso8601) }
}
