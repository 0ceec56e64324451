// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// The workspaces of a cache, one per tree.
struct Workspaces: Sendable {
    /// The cache's directory.
    let root: FilePath

    private var directory: FilePath { root.appending("workspaces") }
    private var locks: FilePath { root.appending("locks") }

    /// The note in a workspace.
    struct Note: Codable {
        static let fileName = "workspace.json"
        var tree: String
        var made: String
    }

    /// The kind in the cache's list.
    static let kind = "workspace"

    /// Variants of a tree use it one after the other, and each may be a long build. A longer wait means that a build
    /// hangs.
    private static let patience = Duration.seconds(12 * 3600)

    /// The name of a tree's workspace in the cache.
    static func key(of tree: FilePath) -> String {
        "\(kind)-\(Digest.of(tree.string).prefix(32))"
    }

    /// The workspace of a tree, as soon as no other process uses it.
    func take(_ tree: FilePath) async throws -> Workspace {
        let key = Self.key(of: tree)
        let lock = try await FileLock.wait(locks.appending(key), .exclusive, deadline: Self.patience)
        lock.touch()
        let path = directory.appending(key)
        try Files.makeDirectory(path)
        let note = path.appending(Note.fileName)
        if try Files.decodeIfValid(Note.self, from: note) == nil {
            try Files.write(Note(tree: tree.string, made: Date.now.formatted(.iso8601)), asJSONTo: note)
        }
        return Workspace(directory: path, lock: lock)
    }

    /// The index file of a tree.
    func index(of tree: FilePath) -> FilePath {
        root.appending("indexes").appending(Self.key(of: tree))
    }

    /// All workspaces as objects.
    func list() async throws -> [CachedObject] {
        var found: [CachedObject] = []
        for key in try Files.names(in: directory) where key.hasPrefix(Self.kind) {
            let note = directory.appending(key).appending(Note.fileName)
            guard let known = try Files.decodeIfValid(Note.self, from: note) else { continue }
            found.append(
                CachedObject(
                    kind: Self.kind, key: key, bytes: try await Files.diskUse(of: directory.appending(key)),
                    made: known.made, lastUsed: Files.modified(locks.appending(key)), origin: ["tree": known.tree]))
        }
        return found
    }

    /// Removes workspaces that are neither needed nor in use; returns the removed ones.
    func prune(keeping needed: Set<String>) async throws -> [CachedObject] {
        var removed: [CachedObject] = []
        for workspace in try await list() where !needed.contains(workspace.key) {
            guard let lock = try FileLock.attempt(locks.appending(workspace.key), .exclusive) else { continue }
            try withExtendedLifetime(lock) {
                try Files.discard(directory.appending(workspace.key))
                try Files.remove(root.appending("indexes").appending(workspace.key))
                try Files.remove(locks.appending(workspace.key))
            }
            removed.append(workspace)
        }
        try Files.removeLeftovers(in: directory)
        return removed
    }
}
