// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// The apt roots of a cache as objects: each is the index of one suite.
struct AptCache: Sendable {
    /// The cache's directory.
    let root: FilePath

    private var directory: FilePath { root.appending("apt") }
    private var locks: FilePath { root.appending("locks") }

    /// The kind in the cache's list.
    static let kind = "index"

    /// All roots as objects.
    func list() async throws -> [CachedObject] {
        var found: [CachedObject] = []
        for name in try Files.names(in: directory) where !name.hasPrefix(".") {
            let parts = name.split(separator: ",").map(String.init)
            guard parts.count == 3 else { continue }
            let path = directory.appending(name)
            let fetched = Files.modified(path.appending("state/lists"))
            found.append(
                CachedObject(
                    kind: Self.kind, key: "apt,\(name)", bytes: try await Files.diskUse(of: path), made: fetched,
                    lastUsed: fetched, origin: ["suite": parts[1], "architecture": parts[2]]))
        }
        return found
    }

    /// Removes roots that are neither needed nor in use; returns the removed ones.
    func prune(keeping needed: Set<String>) async throws -> [CachedObject] {
        var removed: [CachedObject] = []
        for index in try await list() where !needed.contains(index.key) {
            guard let lock = try FileLock.attempt(locks.appending(index.key), .exclusive) else { continue }
            try withExtendedLifetime(lock) {
                try Files.discard(directory.appending(String(index.key.dropFirst("apt,".count))))
                try Files.remove(locks.appending(index.key))
            }
            removed.append(index)
        }
        try Files.removeLeftovers(in: directory)
        return removed
    }

    /// The roots of a kernel, its compiler and the guest's programs.
    static func keys(of pin: KernelPin, for architecture: Architecture, mirror: String) -> Set<String> {
        let debian = architecture.platform.debian.architecture
        var roots = pin.packages.values.map(\.index)
        roots.append(AptIndex(suite: pin.compiler.suite, architecture: Platform.Debian.host))
        roots += Suite.userlands.map { AptIndex(suite: $0, architecture: debian) }
        // The source of a kernel that is built here; a tree on this machine has no suite.
        if pin.source.scheme == "debian", let suite = try? DebianReference(parsing: pin.source.reference).suite {
            roots += [debian, Platform.Debian.host].map { AptIndex(suite: suite.name, architecture: $0) }
        }
        return Set(roots.map { AptRoot.key($0, mirror: mirror) })
    }
}
