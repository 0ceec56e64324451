// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// A copy of a source tree in the cache, with what was built from it: variants of the tree take turns in it, and since only files whose
/// content differs are written, make's own times rebuild only what a variant changes.
struct Workspace: Sendable {
    /// The directory: `source`, `build/…`, and what is known of them.
    let directory: FilePath
    /// Held by whoever uses it.
    let lock: FileLock

    /// The copy.
    var source: FilePath { directory.appending("source") }
    /// What `source` holds, as `TreeContent.text`. An earlier one was called `manifest`, and did not name all that was there.
    private var manifest: FilePath { directory.appending("manifest-2") }

    /// What is in `source` and nobody knows as what: it has to be written or to go, whatever it is.
    private static let unknown = TreeContent.Entry(mode: "?", hash: "?")

    private static let deadline = Duration.seconds(1800)

    /// Where a configuration of an architecture is built.
    func build(_ name: String) throws -> FilePath {
        let path = directory.appending("build").appending(name)
        try Files.makeDirectory(path)
        return path
    }

    /// Makes `source` hold exactly `content`: files of `staged` from `stage`, the others from `tree`.
    func synchronize(
        to content: TreeContent, from tree: FilePath, staged: Set<String>, in stage: FilePath
    ) async throws {
        var held = TreeContent(parsing: Files.exists(manifest) ? try Files.read(manifest) : "")
        // A copy of which nothing is known may hold anything.
        if held.entries.isEmpty { try Files.remove(source) }
        try Files.makeDirectory(source)
        let (changed, gone) = content.difference(from: held)
        guard !changed.isEmpty || !gone.isEmpty else { return }
        // First what may be there whatever happens: after an interruption it is written again, or goes.
        for path in changed + gone { held.entries[path] = Self.unknown }
        try Files.write(held.text, to: manifest)
        try await remove(gone, for: content)
        try await copy(changed.filter { !staged.contains($0) }, from: tree)
        try await copy(changed.filter { staged.contains($0) }, from: stage)
        try await check(changed, against: content, of: tree)
        try Files.write(content.text, to: manifest)
    }

    private func remove(_ names: [String], for content: TreeContent) async throws {
        guard !names.isEmpty else { return }
        // What lies below a file or a link of the new content lies there no more, or still does in a directory of that name. Through the
        // link, which an interrupted copy may have made already, it would be something else.
        let names = Set(names.map { Self.ancestors(of: $0).first { content.entries[$0] != nil } ?? $0 }).sorted()
        // What was to become a file may still be the directory that it was: all of it is unknown then, and written again.
        try await Program.check(
            "xargs", ["-0", "-r", "rm", "-rf", "--"], directory: source, input: Self.list(names),
            deadline: Self.deadline)
        // A file may come where a directory was.
        try await Program.check(
            "find", [source.string, "-mindepth", "1", "-type", "d", "-empty", "-delete"], deadline: Self.deadline)
    }

    /// With new times, for it is by them that make sees what changed.
    private func copy(_ names: [String], from origin: FilePath) async throws {
        guard !names.isEmpty else { return }
        let finished = try await Program.run(
            "xargs",
            [
                "-0", "-r", "cp", "--parents", "--no-dereference", "--preserve=mode", "--remove-destination",
                "--reflink=auto", "-t", source.string, "--",
            ],
            directory: origin, input: Self.list(names), deadline: Self.deadline)
        guard finished.succeeded else {
            throw Trouble.known(in: finished.errors)
                ?? StraitError(.infrastructure, "\(origin) cannot be copied", cause: finished.tail)
        }
    }

    /// Whoever edits the tree while it is copied gets no kernel that is half of each.
    private func check(_ names: [String], against content: TreeContent, of tree: FilePath) async throws {
        let files = names.filter { content.entries[$0]?.isFile == true }
        let hashes = try await Digest.of(files: files, below: source)
        guard let other = files.first(where: { hashes[$0] != content.entries[$0]?.hash }) else { return }
        throw StraitError(.infrastructure, "\(other) changed while \(tree) was copied: run it again")
    }

    /// The directories that a name is in, the outermost first.
    private static func ancestors(of name: String) -> [String] {
        let parts = name.split(separator: "/")
        return parts.indices.dropFirst().map { parts[..<$0].joined(separator: "/") }
    }

    private static func list(_ names: [String]) -> String { names.map { $0 + "\0" }.joined() }
}
