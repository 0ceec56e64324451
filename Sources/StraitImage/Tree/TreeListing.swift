// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage

/// Which files of a directory are source. In a repository git knows: what it tracks and what is new. Where there is none everything is:
/// a `.gitignore` alone does not tell, for that of Debian's sources ignores the whole tree.
struct TreeListing: Sendable {
    /// The tree.
    let tree: FilePath
    /// A repository without anything in it, for trees that have none and for patches.
    let empty: FilePath

    private static let deadline = Duration.seconds(300)

    /// The tree's own repository is used only where the tree is its top: a tree inside of another repository may be ignored there.
    private var isRepository: Bool { Files.exists(tree.appending(".git")) }

    /// What a build in place leaves behind, and no source has.
    private static let products = ["include/generated/autoconf.h", "include/config/auto.conf"]

    /// Paths below the tree, in any order, each once; some may be gone.
    func names() async throws -> Set<String> {
        if isRepository { return try await list(["--cached", "--others", "--exclude-standard"]) }
        if Self.products.contains(where: { Files.exists(tree.appending($0)) }) {
            throw StraitError(
                .request,
                "\(tree) was built in place and is no git repository: what in it is source cannot be told; "
                    + "run `make mrproper` there, which removes its .config too, or build with O=")
        }
        return try await list(["--others", "--exclude=/.config*"])
    }

    /// Every file, whatever it is; of `patterns` where there are any.
    func all(_ patterns: [String] = []) async throws -> Set<String> {
        try await list(["--others", "--"] + patterns, in: empty)
    }

    /// `git describe` of the working copy, with `-dirty` where it is not what is committed; nil where there is no repository, or nothing
    /// is committed.
    func commit() async throws -> String? {
        guard isRepository else { return nil }
        let finished = try await run(["describe", "--always", "--abbrev=12"])
        guard finished.succeeded, let text = finished.output.split(separator: "\n").first else { return nil }
        // Not `describe --dirty`: that writes the index anew, under a lock that the tree's owner may want at this moment.
        let changes = try await run(["status", "--porcelain", "--untracked-files=no"])
        return changes.succeeded && changes.output.isEmpty ? String(text) : "\(text)-dirty"
    }

    private func list(_ which: [String], in repository: FilePath? = nil) async throws -> Set<String> {
        let finished = try await run(["ls-files", "-z"] + which, in: repository)
        guard finished.succeeded else {
            throw StraitError(.request, "git cannot list the files of \(tree)", cause: finished.tail)
        }
        // No kernel has a line break in a name, and a slash at the end is another repository's directory.
        let names = finished.output.split(separator: "\0").map(String.init)
        return Set(names.filter { !$0.contains("\n") && !$0.hasSuffix("/") })
    }

    /// With both directories named, for strait itself may run below another repository, or from one of git's hooks.
    private func run(_ arguments: [String], in named: FilePath? = nil) async throws -> Program.Finished {
        let repository = named ?? (isRepository ? tree.appending(".git") : empty)
        let own = [
            "--no-optional-locks", "--git-dir=\(repository)", "--work-tree=\(tree)", "-c",
            "core.excludesFile=/dev/null",
        ]
        return try await Program.run("git", own + arguments, directory: tree, deadline: Self.deadline)
    }

    /// Makes the empty repository if it is not there; whole or not at all, for others may be at it, and git takes a half one for none.
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
