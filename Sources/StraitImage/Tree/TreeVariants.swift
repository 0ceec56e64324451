// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// Reads trees and applies patches, each variant once per pass.
actor TreeVariants {
    /// A tree with patches.
    struct Variant: Sendable {
        /// The tree.
        let tree: FilePath
        /// The content to build.
        let content: TreeContent
        /// Its digest.
        let digest: String
        /// The applied patches.
        let patches: [AppliedPatch]
        /// The files that the patches changed, and their directory.
        let staged: Set<String>
        let stage: ScratchDirectory
        /// `git describe` of the tree.
        let commit: String?

        /// The text of a file of the variant; empty if it does not exist.
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
    /// The trees in the cache that are being read and must not be removed.
    private var leases: [Lease] = []

    init(workspaces: Workspaces) { self.workspaces = workspaces }

    /// Keeps an object of the cache as long as this value exists.
    func hold(_ lease: Lease) { leases.append(lease) }

    /// The tree with the patches of these paths.
    func variant(of tree: FilePath, patches: [String]) async throws -> Variant {
        let key = Key(tree: tree, patches: patches)
        let variant = variants[key] ?? AsyncLazy { try await self.read(tree, patches) }
        variants[key] = variant
        return try await variant.get()
    }

    /// Ends all reading and removes the patched files; no variant can be used any more.
    func close() async {
        // A variant that failed has removed its own files.
        for variant in variants.values { await variant.close()?.stage.remove() }
        variants = [:]
    }

    private func read(_ tree: FilePath, _ paths: [String]) async throws -> Variant {
        guard Files.isDirectory(tree) else { throw StraitError(.request, "there is no directory \(tree)") }
        guard Files.exists(tree.appending("Makefile")), Files.exists(tree.appending("Kconfig")) else {
            throw StraitError(
                .request, "\(tree) is not a Linux source tree: it has no Makefile or no Kconfig at its top")
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
