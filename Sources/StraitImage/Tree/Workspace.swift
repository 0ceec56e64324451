// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// A copy of a source tree in the cache, with its builds. Variants of the tree use it one after the other. Only files
/// whose content differs are written, so make rebuilds only what a variant changes.
struct Workspace: Sendable {
    /// The directory: `source`, `build/…`, and notes about them.
    let directory: FilePath
    /// The lock of the user.
    let lock: FileLock

    /// The copy.
    var source: FilePath { directory.appending("source") }
    /// The content of `source`, as `TreeContent.text`. An older file, `manifest`, was incomplete.
    private var manifest: FilePath { directory.appending("manifest-2") }

    /// Marks a path with unknown content, which has to be written or removed.
    private static let unknown = TreeContent.Entry(mode: "?", hash: "?")

    private static let deadline = Duration.seconds(1800)

    /// The build directory of a configuration.
    func build(_ name: String) throws -> FilePath {
        let path = directory.appending("build").appending(name)
        try Files.makeDirectory(path)
        return path
    }

    /// Makes `source` contain exactly `content`: files of `staged` come from `stage`, the others from `tree`.
    func synchronize(
        to content: TreeContent, from tree: FilePath, staged: Set<String>, in stage: FilePath
    ) async throws {
        var held = TreeContent(parsing: Files.exists(manifest) ? try Files.read(manifest) : "")
        // Without notes the copy may contain anything.
        if held.entries.isEmpty { try Files.remove(source) }
        try Files.makeDirectory(source)
        let (changed, gone) = content.difference(from: held)
        guard !changed.isEmpty || !gone.isEmpty else { return }
        // First these paths are marked as unknown: after an interruption they are written again or removed.
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
        // A parent directory of a path may now be a file or a link. Then that is removed, and never anything through
        // it.
        let names = Set(names.map { Self.ancestors(of: $0).first { content.entries[$0] != nil } ?? $0 }).sorted()
        // A path that becomes a file may still be a directory: all of it is removed.
        try await Program.check(
            "xargs", ["-0", "-r", "rm", "-rf", "--"], directory: source, input: Self.list(names),
            deadline: Self.deadline)
        // A directory may have been where a file comes now.
        try await Program.check(
            "find", [source.string, "-mindepth", "1", "-type", "d", "-empty", "-delete"], deadline: Self.deadline)
    }

    /// Copies with new times, because make uses these to see what changed.
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

    /// Checks that the tree did not change while it was copied.
    private func check(_ names: [String], against content: TreeContent, of tree: FilePath) async throws {
        let files = names.filter { content.entries[$0]?.isFile == true }
        let hashes = try await Digest.of(files: files, below: source)
        guard let other = files.first(where: { hashes[$0] != content.entries[$0]?.hash }) else { return }
        throw StraitError(.infrastructure, "\(other) changed while \(tree) was copied: run it again")
    }

    /// The parent directories of a name, the outermost first.
    private static func ancestors(of name: String) -> [String] {
        let parts = name.split(separator: "/")
        return parts.indices.dropFirst().map { parts[..<$0].joined(separator: "/") }
    }

    private static func list(_ names: [String]) -> String { names.map { $0 + "\0" }.joined() }
}
