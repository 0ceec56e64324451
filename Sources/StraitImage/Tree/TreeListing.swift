// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage

/// The source files of a directory. In a git repository these are the tracked and the new files; otherwise all files,
/// because `.gitignore` alone does not tell: that of Debian's sources ignores everything.
struct TreeListing: Sendable {
    /// The tree.
    let tree: FilePath
    /// An empty repository, for trees without one and for patches.
    let empty: FilePath

    private static let deadline = Duration.seconds(300)

    /// The repository counts only if the tree is its top directory: a tree inside another repository may be ignored
    /// there.
    private var isRepository: Bool { Files.exists(tree.appending(".git")) }

    /// Files that a build inside the tree leaves, and that no source contains.
    private static let products = ["include/generated/autoconf.h", "include/config/auto.conf"]

    /// The paths below the tree, unsorted, each once; some may no longer exist.
    func names() async throws -> Set<String> {
        if isRepository { return try await list(["--cached", "--others", "--exclude-standard"]) }
        if Self.products.contains(where: { Files.exists(tree.appending($0)) }) {
            throw StraitError(
                .request,
                "\(tree) was built in place and is not a git repository: its source files cannot be identified; "
                    + "run `make mrproper` there, which removes its .config too, or build with O=")
        }
        return try await list(["--others", "--exclude=/.config*"])
    }

    /// All files; with `patterns` only those that match.
    func all(_ patterns: [String] = []) async throws -> Set<String> {
        try await list(["--others", "--"] + patterns, in: empty)
    }

    /// `git describe` of the working copy, with `-dirty` if it differs from the commit; nil without a repository or a
    /// commit.
    func commit() async throws -> String? {
        guard isRepository else { return nil }
        let finished = try await run(["describe", "--always", "--abbrev=12"])
        guard finished.succeeded, let text = finished.output.split(separator: "\n").first else { return nil }
        // `describe --dirty` is not used: it rewrites the index under a lock that the tree's owner may need.
        let changes = try await run(["status", "--porcelain", "--untracked-files=no"])
        return changes.succeeded && changes.output.isEmpty ? String(text) : "\(text)-dirty"
    }

    private func list(_ which: [String], in repository: FilePath? = nil) async throws -> Set<String> {
        let finished = try await run(["ls-files", "-z"] + which, in: repository)
        guard finished.succeeded else {
            throw StraitError(.request, "git cannot list the files of \(tree)", cause: finished.tail)
        }
        // No kernel has line breaks in names; a slash at the end means another repository's directory.
        let names = finished.output.split(separator: "\0").map(String.init)
        return Set(names.filter { !$0.contains("\n") && !$0.hasSuffix("/") })
    }

    /// Both directories are given, because strait may run inside another repository or in one of git's hooks.
    private func run(_ arguments: [String], in named: FilePath? = nil) async throws -> Program.Finished {
        let repository = named ?? (isRepository ? tree.appending(".git") : empty)
        let own = [
            "--no-optional-locks", "--git-dir=\(repository)", "--work-tree=\(tree)", "-c",
            "core.excludesFile=/dev/null",
        ]
        return try await Program.run("git", own + arguments, directory: tree, deadline: Self.deadline)
    }

    /// Makes the empty repository atomically if it does not exist: other processes may do the same, and git refuses an
    /// incomplete one.
    static func makeEmpty(at path: FilePath) async throws {
        guard !Files.exists(path.appending("HEAD")) else { return }
        let scratch = path.removingLastComponent().appending(".empty.\(UUID().uuidString)")
        defer { try? Files.remove(scratch) }
        try await Program.check("git", ["init", "--quiet", "--bare", "--template=", scratch.string])
        do {
            try FileManager.default.moveItem(atPath: scratch.string, toPath: path.string)
        } catch {
            guard Files.exists(path.appending("HEAD")) else { throw error }
        }
    }
}
