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
        /// The applied patches, and the mails and files left out.
        let set: PatchSet
        /// The files that the patches changed.
        let staged: Set<String>
        /// Where they are.
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
        let subset: PatchSubset?
    }

    private let workspaces: Workspaces
    private var variants: [Key: AsyncLazy<Variant>] = [:]
    /// The trees in the cache that are being read and must not be removed.
    private var leases: [Lease] = []

    init(workspaces: Workspaces) { self.workspaces = workspaces }

    /// Keeps an object of the cache as long as this value exists.
    func hold(_ lease: Lease) { leases.append(lease) }

    /// The variant of a stored choice.
    func variant(of pin: TreePin) async throws -> Variant {
        try await variant(of: FilePath(pin.tree), patches: pin.patchPaths, subset: pin.subset)
    }

    /// The tree with the patches of these paths, or with some of them.
    func variant(of tree: FilePath, patches: [String], subset: PatchSubset? = nil) async throws -> Variant {
        let key = Key(tree: tree, patches: patches, subset: subset)
        let variant = variants[key] ?? AsyncLazy { try await self.read(tree, patches, subset) }
        variants[key] = variant
        return try await variant.get()
    }

    /// Ends all reading and removes the patched files; no variant can be used any more.
    func close() async {
        // A variant that failed has removed its own files.
        for variant in variants.values { await variant.close()?.stage.remove() }
        variants = [:]
    }

    private func read(_ tree: FilePath, _ paths: [String], _ subset: PatchSubset?) async throws -> Variant {
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
        let collection = PatchCollection(scratch: scratch.path, empty: empty, tree: tree)
        var set = paths.isEmpty ? PatchSet() : try await collection.read(paths)
        if let subset { set.patches = subset.of(set.patches) }
        let entries = content.entries
        var stage = try PatchStage(tree: tree, directory: scratch.files, empty: empty) { entries[$0] != nil }
        for index in set.patches.indices { set.patches[index] = try await stage.apply(set.patches[index]) }
        set.notes += stage.notes
        set = try await BaseSearch(tree: tree).found(for: set)
        let patched = try await result(of: stage, on: content)
        return Variant(
            tree: tree, content: patched.content, digest: patched.content.digest(), set: set, staged: patched.staged,
            stage: scratch, commit: try await listing.commit())
    }

    /// The tree's content with what a stage made of it, and the paths whose content is in the stage.
    private func result(
        of stage: PatchStage, on content: TreeContent
    ) async throws -> (content: TreeContent, staged: Set<String>) {
        let listing = TreeListing(tree: stage.directory, empty: stage.empty)
        // Everything here counts, whatever a patched .gitignore says of it.
        let names = try await listing.all()
        let file = stage.directory.removingLastComponent().appending("stage.index")
        let staged = try await TreeIndex(tree: stage.directory, file: file).content(of: names)
        var patched = content
        for path in stage.taken where staged.entries[path] == nil { patched.entries[path] = nil }
        patched.entries.merge(staged.entries) { $1 }
        return (patched, Set(staged.entries.keys))
    }
}
