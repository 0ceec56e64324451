// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// Reads trees and applies patches, each once in a pass over kernels and architectures.
actor TreeVariants {
    /// A tree with patches, as it is to be built.
    struct Variant: Sendable {
        /// The tree.
        let tree: FilePath
        /// What is to be built.
        let content: TreeContent
        /// Its digest.
        let digest: String
        /// The patches in it.
        let patches: [AppliedPatch]
        /// The files that the patches changed, and where they are.
        let staged: Set<String>
        let stage: ScratchDirectory
        /// `git describe` of the tree.
        let commit: String?

        /// The text of a file of the variant, or nothing.
        func read(_ name: String) throws -> String {
            guard content.entries[name] != nil else { return "" }
            let place = staged.contains(name) ? stage.files : tree
            return try Files.readLossy(place.appending(name))
        }
    }

    private struct Key: Hashable {
        let tree: FilePath
        let patches: [String]
    }

    private let workspaces: Workspaces
    private var variants: [Key: AsyncLazy<Variant>] = [:]
    /// Trees of the cache's own, which nobody may remove while they are read.
    private var leases: [Lease] = []

    init(workspaces: Workspaces) { self.workspaces = workspaces }

    /// Keeps an object of the cache for as long as this value lives.
    func hold(_ lease: Lease) { leases.append(lease) }

    /// A tree with the patches of these paths.
    func variant(of tree: FilePath, patches: [String]) async throws -> Variant {
        let key = Key(tree: tree, patches: patches)
        let variant = variants[key] ?? AsyncLazy { try await self.read(tree, patches) }
        variants[key] = variant
        return try await variant.get()
    }

    /// Ends all reading, and removes what was patched for it: no variant can be used any more.
    func close() async {
        // What could not be read has removed its own.
        for variant in variants.values { await variant.close()?.stage.remove() }
        variants = [:]
    }

    private func read(_ tree: FilePath, _ paths: [String]) async throws -> Variant {
        guard Files.isDirectory(tree) else { throw StraitError(.request, "there is no directory \(tree)") }
        guard Files.exists(tree.appending("Makefile")), Files.exists(tree.appending("Kconfig")) else {
            throw StraitError(.request, "\(tree) is no Linux source tree: it has no Makefile or no Kconfig at its top")
        }
        let empty = workspaces.root.appending("empty.git")
        try await TreeListing.makeEmpty(at: empty)
        let listing = TreeListing(tree: tree, empty: empty)
        let index = TreeIndex(tree: tree, file: workspaces.index(of: tree))
        let content = try await index.content(of: try await listing.names())
        let scratch = try await ScratchDirectory.make(in: workspaces.root)
        let series = try await PatchSeries(scratch: scratch.path).patches(of: paths)
        var stage = try PatchStage(tree: tree, content: content, directory: scratch.files, empty: empty)
        for patch in series { try await stage.apply(patch) }
        let patched = try await stage.result()
        return Variant(
            tree: tree, content: patched.content, digest: patched.content.digest(),
            patches: series.map(\.applied), staged: patched.staged, stage: scratch, commit: try await listing.commit())
    }
}
