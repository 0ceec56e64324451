// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// The apt roots of one build; each is updated at most once.
actor AptRoots {
    private let mirror: String
    private let cache: FilePath
    /// Whether the network must not be used.
    private let isOffline: Bool
    private var updates: [AptIndex: AsyncLazy<Void>] = [:]

    init(mirror: String, cache: FilePath, isOffline: Bool = false) {
        self.mirror = mirror
        self.cache = cache
        self.isOffline = isOffline
    }

    /// The root, with its index as it is.
    nonisolated func root(_ index: AptIndex) throws -> AptRoot {
        guard !isOffline else {
            throw StraitError(.sourceUnavailable, "it is not in the cache, and \(mirror) is not asked now")
        }
        return AptRoot(index, mirror: mirror, cache: cache)
    }

    /// The root, with its index updated from the mirror.
    func current(_ index: AptIndex) async throws -> AptRoot {
        let root = try root(index)
        let update = updates[index] ?? AsyncLazy { try await root.update() }
        updates[index] = update
        try await update.get()
        return root
    }
}

/// Downloads packages, checks them and unpacks them into directories, without installing.
struct Packages: Sendable {
    let roots: AptRoots
    let downloads: AsyncSemaphore
    let jobs: AsyncSemaphore

    /// Downloads `pins` and unpacks them into `target`; the downloaded files are removed.
    func unpack(_ pins: [PackagePin], into target: FilePath) async throws {
        let debs = target.appending(".debs")
        try Files.makeDirectory(debs)
        for (index, group) in Dictionary(grouping: pins, by: \.index) {
            try await downloads.pass { try await roots.root(index).download(group, into: debs) }
        }
        try await jobs.pass {
            for pin in pins {
                let arguments = ["-x", debs.appending(pin.file).string, target.string]
                try await Program.check("dpkg-deb", arguments, deadline: .seconds(600))
            }
        }
        try Files.remove(debs)
    }
}
