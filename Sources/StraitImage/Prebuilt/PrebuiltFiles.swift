// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// Files of a directory on this machine that are copied into the cache, named by their content.
struct PrebuiltFiles: Sendable {
    /// The directory.
    let directory: FilePath
    /// The files, as pathspecs of git.
    let patterns: [String]
    /// The target directory below the object.
    let folder: String

    /// The names and digests of the files.
    func content(_ workspaces: Workspaces) async throws -> TreeContent {
        let empty = workspaces.root.appending("empty.git")
        try await TreeListing.makeEmpty(at: empty)
        let names = try await TreeListing(tree: directory, empty: empty).all(patterns)
        let key = Digest.of(([directory.string] + patterns).joined(separator: "\n")).prefix(32)
        let index = TreeIndex(tree: directory, file: workspaces.root.appending("indexes").appending("files-\(key)"))
        return try await index.content(of: names)
    }

    /// Copies the files into an object, if they still have the expected content.
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

    /// A file that changes during the copy would be stored under the wrong name.
    static func changed(_ path: FilePath) -> StraitError {
        StraitError(.infrastructure, "\(path) changed while it was copied: run it again")
    }
}
