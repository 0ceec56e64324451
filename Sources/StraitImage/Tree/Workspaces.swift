// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// The workspaces of a cache: one for a tree as it is, and one for the tree with patches.
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
    static func key(of tree: FilePath, isPatched: Bool = false) -> String {
        "\(kind)-\(Digest.of(tree.string).prefix(32))" + (isPatched ? "-patched" : "")
    }

    /// The workspace of a tree, or of the tree with patches, as soon as no other process uses it. A series that changes a header
    /// which everything includes makes each step from base to candidate a build of everything: with a workspace of its own the
    /// candidate makes that step once. It begins as a copy of the base's. Where the disk has no room for it, both share one.
    func take(_ tree: FilePath, isPatched: Bool) async throws -> Workspace {
        guard isPatched else { return try await take(tree, key: Self.key(of: tree)) }
        let own = Self.key(of: tree, isPatched: true)
        if try Files.decodeIfValid(Note.self, from: directory.appending(own).appending(Note.fileName)) == nil {
            guard try await hasRoom(for: Self.key(of: tree)) else {
                return try await take(tree, key: Self.key(of: tree))
            }
            try await copy(Self.key(of: tree), to: own)
        }
        return try await take(tree, key: own)
    }

    /// Whether the disk has twice the room that a copy of a workspace takes.
    private func hasRoom(for key: String) async throws -> Bool {
        let path = directory.appending(key)
        let size = Files.exists(path) ? try await Files.diskUse(of: path) : 0
        return try Files.free(of: root) > 2 * max(size, Self.least)
    }

    /// The least that the source and a build of strait's small configuration take.
    private static let least = 3 << 30

    /// Begins a workspace with what another has. Nothing is copied if that is in use: then everything is built once more.
    private func copy(_ key: String, to other: String) async throws {
        let (from, target) = (directory.appending(key), directory.appending(other))
        guard Files.exists(from.appending(Note.fileName)),
            let lock = try FileLock.attempt(locks.appending(key), .exclusive),
            let own = try FileLock.attempt(locks.appending(other), .exclusive), !Files.exists(target)
        else { return }
        defer { withExtendedLifetime((lock, own)) {} }
        let making = directory.appending(".\(other).\(UUID().uuidString)")
        do {
            try await Program.check(
                "cp", ["-a", "--reflink=auto", from.string, making.string], deadline: .seconds(1800))
            try Files.remove(making.appending(Note.fileName))
            try FileManager.default.moveItem(atPath: making.string, toPath: target.string)
        } catch {
            // What cannot be removed now is removed by the next sweep.
            try? Files.remove(making)
            throw error
        }
    }

    private func take(_ tree: FilePath, key: String) async throws -> Workspace {
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
