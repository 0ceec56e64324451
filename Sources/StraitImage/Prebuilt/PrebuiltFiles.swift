// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// A part of a directory of this machine that is taken into the cache: known by its content.
struct PrebuiltFiles: Sendable {
    /// The directory.
    let directory: FilePath
    /// What of it: pathspecs as git knows them.
    let patterns: [String]
    /// Where below the object it goes.
    let folder: String

    /// Its names and what stands for their content.
    func content(_ workspaces: Workspaces) async throws -> TreeContent {
        let empty = workspaces.root.appending("empty.git")
        try await TreeListing.makeEmpty(at: empty)
        let names = try await TreeListing(tree: directory, empty: empty).all(patterns)
        let key = Digest.of(([directory.string] + patterns).joined(separator: "\n")).prefix(32)
        let index = TreeIndex(tree: directory, file: workspaces.root.appending("indexes").appending("files-\(key)"))
        return try await index.content(of: names)
    }

    /// Copies it into an object, as it was when it was looked at.
    func copy(_ expected: TreeContent, _ workspaces: Workspaces, into target: FilePath) async throws {
        let place = folder.isEmpty ? target : target.appending(folder)
        try Files.makeDirectory(place)
        let names = expected.entries.keys.sorted()
        try await Program.check(
            "xargs",
            [
                "-0", "-r", "cp", "--parents", "--no-dereference", "--preserve=mode", "--remove-destination",
                "--reflink=auto", "-t", place.string, "--",
            ],
            directory: directory, input: names.map { $0 + "\0" }.joined(), deadline: .seconds(600))
        guard try await content(workspaces) == expected else { throw Self.changed(directory) }
    }

    /// What is copied while it is written to would be kept under the name of what it was before.
    static func changed(_ path: FilePath) -> StraitError {
        StraitError(.infrastructure, "\(path) changed while it was copied: run it again")
    }
}
