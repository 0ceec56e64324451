// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// The apt roots of one build, each brought up to date at most once.
actor AptRoots {
    private let mirror: String
    private let cache: FilePath
    /// Whether what is not here is not to be had.
    private let isOffline: Bool
    private var updates: [AptIndex: AsyncLazy<Void>] = [:]

    init(mirror: String, cache: FilePath, isOffline: Bool = false) {
        self.mirror = mirror
        self.cache = cache
        self.isOffline = isOffline
    }

    /// The root, with its index as it may be.
    nonisolated func root(_ index: AptIndex) throws -> AptRoot {
        guard !isOffline else {
            throw StraitError(.sourceUnavailable, "it is not in the cache, and \(mirror) is not asked now")
        }
        return AptRoot(index, mirror: mirror, cache: cache)
    }

    /// The root, with its index as the mirror has it now.
    func current(_ index: AptIndex) async throws -> AptRoot {
        let root = try root(index)
        let update = updates[index] ?? AsyncLazy { try await root.update() }
        updates[index] = update
        try await update.get()
        return root
    }
}

/// Makes directories out of packages: downloads, checks and unpacks, without installing anything.
struct Packages: Sendable {
    let roots: AptRoots
    let downloads: AsyncSemaphore
    let jobs: AsyncSemaphore

    /// Downloads `pins` and unpacks them into `target`; the downloaded files are not kept.
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
