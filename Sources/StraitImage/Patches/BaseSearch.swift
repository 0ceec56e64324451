// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// Looks for the commit that a series is made for in the tree that it is applied to.
struct BaseSearch: Sendable {
    /// The tree.
    let tree: FilePath

    private static let deadline = Duration.seconds(120)

    /// The same patches with where their base was found, and a note of that.
    func found(for set: PatchSet) async throws -> PatchSet {
        guard let base = set.base else { return set }
        var set = set
        let found = try await found(base)
        set.base = found
        set.notes.append(found.sentence(tree.string))
        return set
    }

    /// The commit with where it was found.
    private func found(_ base: BaseCommit) async throws -> BaseCommit {
        // What is no hash is not handed to git.
        guard base.commit.wholeMatch(of: /[0-9a-fA-F]{7,64}/) != nil else {
            return BaseCommit(commit: base.commit, place: .missing)
        }
        guard Files.exists(tree.appending(".git")) else {
            return BaseCommit(commit: base.commit, place: .noRepository)
        }
        guard try await git("cat-file", "-e", "\(base.commit)^{commit}").succeeded else {
            return BaseCommit(commit: base.commit, place: .missing)
        }
        guard try await git("merge-base", "--is-ancestor", base.commit, "HEAD").succeeded else {
            return BaseCommit(commit: base.commit, place: .elsewhere)
        }
        let count = try await git("rev-list", "--count", "\(base.commit)..HEAD").output
        guard let distance = Int(count.prefix { $0.isNumber }), distance > 0 else {
            return BaseCommit(commit: base.commit, place: .head)
        }
        return BaseCommit(commit: base.commit, place: .ancestor, distance: distance)
    }

    private func git(_ arguments: String...) async throws -> Program.Finished {
        try await Program.run(
            "git", ["--no-optional-locks", "--git-dir=\(tree.appending(".git"))"] + arguments, directory: tree,
            deadline: Self.deadline)
    }
}

extension BaseCommit {
    /// What was found in the directory of a tree, as a sentence.
    func sentence(_ tree: String) -> String {
        let base = "base-commit \(commit.prefix(12))"
        return switch place {
        case .head: "\(base) is what is checked out in \(tree)"
        case .ancestor: "\(base) is in \(tree), \(distance ?? 0) commits before what is checked out"
        case .elsewhere: "\(base) is in the repository of \(tree), but not in the history of what is checked out"
        case .missing: "\(base) is not in the repository of \(tree)"
        case .noRepository: "\(base) cannot be looked for: \(tree) is no git repository"
        case .unknown: base
        }
    }
}
