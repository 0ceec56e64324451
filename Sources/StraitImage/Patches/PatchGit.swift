// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// `git apply`, as this stage calls it: without any repository of the user's, and without the user's settings.
struct PatchGit: Sendable {
    /// A repository without anything in it.
    let empty: FilePath
    /// Where patches are applied.
    let directory: FilePath

    private static let deadline = Duration.seconds(120)

    /// Runs `git apply` with one patch.
    func apply(_ options: [String], strip: Int, _ patch: FilePath) async throws -> Program.Finished {
        try await Program.run(
            "git",
            ["--git-dir=\(empty)", "--work-tree=\(directory)", "apply", "-p\(strip)", "--whitespace=nowarn"] + options
                + [patch.string],
            environment: MailReader.environment, directory: directory, deadline: Self.deadline)
    }

    /// A patch with the files that git finds in it. Errors: `request` where git cannot read it.
    func listed(_ patch: Patch, file: FilePath) async throws -> Patch {
        var said: Program.Finished?
        // Where only a tree can tell how much of the paths to take off, what has nothing to take off shows here.
        for level in patch.strip.map({ [$0] }) ?? [1, 0] {
            let list = try await apply(["--numstat", "-z"], strip: level, file)
            said = said ?? list
            guard list.succeeded else { continue }
            let names = list.output.split(separator: "\0").compactMap { $0.split(separator: "\t", maxSplits: 2).last }
            var listed = patch
            for name in names where !listed.files.contains(String(name)) { listed.files.append(String(name)) }
            return listed
        }
        throw PatchRefusal.damaged(patch, said: said?.errors ?? "")
    }
}
