// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage

/// Applies patches to copies of the files that they change, in a separate directory. The tree is never written to, and
/// a patch that does not apply leaves nothing.
struct PatchStage: Sendable {
    /// The tree, and its files.
    let tree: FilePath
    let content: TreeContent
    /// The directory with the patched files.
    let directory: FilePath
    /// An empty repository, so that git finds no other one above the directory.
    let empty: FilePath
    /// The files that were copied from the tree, including those that patches removed.
    private var taken: Set<String> = []

    init(tree: FilePath, content: TreeContent, directory: FilePath, empty: FilePath) throws {
        self.tree = tree
        self.content = content
        self.directory = directory
        self.empty = empty
        try Files.makeDirectory(directory)
    }

    /// Applies a patch after those before it, completely or not at all.
    mutating func apply(_ patch: PatchFile) async throws {
        let text = try Files.readLossy(patch.file)
        for path in PatchText.paths(in: text) where content.entries[path] != nil && taken.insert(path).inserted {
            try Files.makeDirectory(directory.appending(path).removingLastComponent())
            try FileManager.default.copyItem(
                atPath: tree.appending(path).string, toPath: directory.appending(path).string)
        }
        let finished = try await git(["-v", patch.file.string])
        guard !finished.succeeded else { return }
        // If the reversed patch applies, the tree already contains it.
        let isThere = try await git(["--check", "--reverse", patch.file.string]).succeeded
        throw PatchText.error(for: finished.errors, of: patch.applied.name, text, to: tree, isThere: isThere)
    }

    /// The content of the tree with the patches, and the paths whose content is in `directory`.
    func result() async throws -> (content: TreeContent, staged: Set<String>) {
        let listing = TreeListing(tree: directory, empty: empty)
        // All files count, even if a patched .gitignore lists them.
        let names = try await listing.all()
        let index = TreeIndex(tree: directory, file: directory.removingLastComponent().appending("stage.index"))
        let staged = try await index.content(of: names)
        var patched = content
        for path in taken where staged.entries[path] == nil { patched.entries[path] = nil }
        patched.entries.merge(staged.entries) { $1 }
        return (patched, Set(staged.entries.keys))
    }

    private func git(_ arguments: [String]) async throws -> Program.Finished {
        try await Program.run(
            "git",
            ["--git-dir=\(empty)", "--work-tree=\(directory)", "apply", "-p1", "--whitespace=nowarn"] + arguments,
            directory: directory, deadline: .seconds(120))
    }
}
