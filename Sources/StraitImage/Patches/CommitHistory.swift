// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage

/// The commits of a repository, checked out one after the other in a copy: the repository and its working tree are only read.
public struct CommitHistory: Sendable {
    /// The repository, or its working tree.
    private let repository: FilePath
    /// Where the copy is.
    private let place: FilePath

    /// The working tree of the copy.
    public var tree: String { place.appending("tree").string }

    private static let deadline = Duration.seconds(1800)

    /// Commits of `repository`; `place` is a directory for the copy, made when it is needed.
    public init(repository: String, place: String) {
        self.repository = Files.absolute(repository)
        self.place = Files.absolute(place)
    }

    /// The commits from `good` to `bad`, along the first parents, with both ends. Errors: `request` for what is no commit, and for ends
    /// that do not follow one another.
    public func between(_ good: String, _ bad: String) async throws -> [BisectPoint] {
        let ends = [try await commit(good, "--good"), try await commit(bad, "--bad")]
        guard try await git(repository, ["merge-base", "--is-ancestor", ends[0], ends[1]]).succeeded, ends[0] != ends[1]
        else {
            throw StraitError(.request, "\(good) does not come before \(bad) in \(repository)")
        }
        let said = try await git(
            repository, ["log", "--reverse", "--first-parent", "--format=%H %h %s", "\(ends[0])..\(ends[1])"])
        guard said.succeeded else { throw refusal("cannot list \(good)..\(bad)", said) }
        let first = try await git(repository, ["log", "-1", "--format=%H %h %s", ends[0]])
        return (first.output + said.output).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            return parts.count == 2 ? BisectPoint(name: String(parts[1]), commit: String(parts[0])) : nil
        }
    }

    /// Makes the copy have a commit's files.
    public func checkOut(_ commit: String) async throws {
        try Files.makeDirectory(place)
        if !Files.exists(FilePath(tree).appending(".git")) {
            try Files.remove(FilePath(tree))
            // The objects stay where they are.
            let said = try await git(
                place, ["clone", "--quiet", "--shared", "--no-checkout", "--", repository.string, tree])
            guard said.succeeded else { throw refusal("cannot be copied", said) }
        }
        // A lock of a killed process would refuse every checkout from now on. Nobody else uses this copy.
        try Files.remove(FilePath(tree).appending(".git/index.lock"))
        let said = try await git(FilePath(tree), ["checkout", "--quiet", "--force", "--detach", commit])
        guard said.succeeded else { throw refusal("has no files for \(commit)", said) }
    }

    /// A patch that takes a commit back, as a file beside the copy.
    public func reverse(_ commit: String) async throws -> String {
        let file = place.appending("revert.patch")
        let said = try await git(
            repository,
            ["diff", "--no-ext-diff", "--no-textconv", "--binary", "--full-index", "\(commit)", "\(commit)^1", "--"])
        guard said.succeeded else { throw refusal("has no difference of \(commit)", said) }
        try Files.write(said.output, to: file)
        return file.string
    }

    private func commit(_ name: String, _ option: String) async throws -> String {
        let said = try await git(
            repository, ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}"])
        guard said.succeeded else {
            throw StraitError(
                .request, "\(option) \(name) is no commit of \(repository)",
                cause: said.errors.isEmpty ? nil : said.tail)
        }
        return said.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func git(_ directory: FilePath, _ arguments: [String]) async throws -> Program.Finished {
        try await Program.run(
            "git",
            ["-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false", "-C", directory.string] + arguments,
            environment: MailReader.environment, deadline: Self.deadline)
    }

    private func refusal(_ what: String, _ said: Program.Finished) -> StraitError {
        StraitError(.infrastructure, "\(repository) \(what)", cause: said.tail)
    }
}
