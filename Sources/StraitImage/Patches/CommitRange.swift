// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// Commits of a repository as patches: `git:REPO@RANGE`, or `git:@RANGE` of the tree that is patched.
struct CommitRange: Sendable, Equatable {
    /// The repository.
    let repository: FilePath
    /// `A..B`, or one commit.
    let range: String

    private static let deadline = Duration.seconds(600)

    /// Parses what is behind `git:`. A repository's path and a range may both have an @: the first part that is a
    /// directory is the repository. Errors: `request`.
    init(_ text: String, tree: FilePath?, isDirectory: (FilePath) -> Bool = Files.isDirectory) throws {
        let marks = text.indices.filter { text[$0] == "@" }
        let found = marks.lazy.map { (text[..<$0], text[text.index(after: $0)...]) }
            .first { $0.0.isEmpty || isDirectory(FilePath(String($0.0))) }
        guard let (path, range) = found, !range.isEmpty else {
            let reason = marks.isEmpty || text.hasSuffix("@") ? "names no commits" : "has no directory before its @"
            throw StraitError(
                .request,
                "git:\(text) \(reason): write git:REPO@A..B, or git:REPO@COMMIT, or git:@A..B for the tree itself")
        }
        guard !range.hasPrefix("-") else {
            throw StraitError(.request, "git:\(text) has an option where commits belong: write git:REPO@A..B")
        }
        guard let repository = path.isEmpty ? tree : FilePath(String(path)) else {
            throw StraitError(
                .request, "git:\(text) means the tree that is patched, and none is named: write git:REPO@\(range)")
        }
        (self.repository, self.range) = (repository, String(range))
    }

    /// The commits as a mailbox, the oldest first; merges have no patch. Errors: `request` where there are no such
    /// commits.
    func mailbox() async throws -> (mails: [UInt8], merges: [String]) {
        let single = try await git(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(range)^{commit}"])
        let commits = single.finished.succeeded ? ["-1", range] : [range]
        let options = [
            "format-patch", "--stdout", "--numbered", "--full-index", "--binary", "--no-signature", "--no-attach",
            "--no-thread", "--no-cover-letter", "--no-ext-diff", "--no-textconv", "--no-notes", "--no-base",
            "--subject-prefix=PATCH", "--src-prefix=a/", "--dst-prefix=b/",
        ]
        let made = try await git(Self.settings + options + commits + ["--"])
        guard made.finished.succeeded else {
            throw StraitError(.request, "git finds no commits \(range) in \(repository)", cause: made.finished.tail)
        }
        guard let mails = made.output else { throw PatchFileContent.tooLarge("git:\(repository)@\(range)") }
        guard !mails.isEmpty else {
            throw StraitError(.request, "\(range) has no commit with a patch in \(repository)")
        }
        return (mails, single.finished.succeeded ? [] : try await merges())
    }

    /// What a user has set for the mails that go out is not for these.
    private static let settings = [
        "-c", "format.headers=", "-c", "format.signOff=false", "-c", "format.from=false", "-c",
        "format.encodeEmailHeaders=true",
        "-c", "diff.noprefix=false", "-c", "diff.mnemonicPrefix=false", "-c", "diff.relative=false", "-c",
        "diff.orderFile=/dev/null",
        "-c", "diff.submodule=short", "-c", "diff.context=3", "-c", "color.ui=false",
    ]

    private func merges() async throws -> [String] {
        let said = try await git(["rev-list", "--merges", "--format=%h %s", "--no-commit-header", range, "--"])
        return ByteText.decoded(said.output ?? []).split(separator: "\n").map(String.init)
    }

    private func git(_ arguments: [String]) async throws -> (finished: ChildProcess.Finished, output: [UInt8]?) {
        try await ChildProcess("git", ["--no-optional-locks", "-C", repository.string] + arguments)
            .bytes(reading: "/dev/null", limit: PatchFileContent.limit, deadline: Self.deadline)
    }
}
