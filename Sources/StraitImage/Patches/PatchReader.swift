// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// Reads the inputs of a request: what each of them has that may be a patch.
struct PatchReader: Sendable {
    /// A directory that mails are taken apart in, of the caller's.
    let scratch: FilePath
    /// The tree that is to be patched, for `git:@RANGE`; nil where there is none.
    let tree: FilePath?

    /// The suffixes of patches in a directory, with those of b4 (`.mbx`, `.cover`), and of packed ones.
    private static let suffixes = [".patch", ".diff", ".mbox", ".mbx", ".eml", ".cover"]
    private static let packed = ["", ".gz", ".xz", ".zst", ".bz2"]

    /// Reads all inputs, in order. Errors: `request` for what is not there, and for what cannot be a patch.
    func inputs(_ places: [String]) async throws -> [PatchInput] {
        if let twice = places.first(where: { place in
            OneTimeInput.isOne(place) && places.count(where: { $0 == place }) > 1
        }) {
            throw StraitError(.request, "\(OneTimeInput.name(twice)) is named twice, and can be read only once")
        }
        var inputs: [PatchInput] = []
        for place in places { inputs.append(try await input(place)) }
        return inputs
    }

    private func input(_ place: String) async throws -> PatchInput {
        if place.hasPrefix(PatchPlace.commits) { return try await commits(place) }
        if OneTimeInput.isOne(place) {
            let kept = scratch.appending("once-\(Digest.of(place).prefix(16))")
            try WholeFile.write(OneTimeInput.read(place), to: kept.string)
            let name = OneTimeInput.name(place)
            return try await one(try await PatchFileContent.read(kept, name: name), name: name)
        }
        let path = FilePath(place)
        if Files.isDirectory(path) { return try await directory(path) }
        if Files.exists(path) {
            if path.lastComponent?.string == QuiltSeries.fileName { return try await quilt(path) }
            return try await one(try await PatchFileContent.read(path, name: place), name: place)
        }
        let matches = Self.matches(of: place)
        guard let first = matches.first else {
            let what =
                place.contains { "*?[".contains($0) }
                ? "nothing fits the pattern \(place)" : "there is no patch \(place)"
            throw StraitError(.request, what)
        }
        guard matches.count > 1 else { return try await input(first) }
        return PatchInput(name: place, kind: .pile, found: try await files(matches.map { FilePath($0) }))
    }

    /// What fits a pattern of a shell's, sorted as a shell without a language does.
    private static func matches(of pattern: String) -> [String] {
        guard pattern.contains(where: { "*?[".contains($0) }) else { return [] }
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
    }

    /// What is one text: a mailbox, a mail, or a diff.
    private func one(_ bytes: [UInt8], name: String) async throws -> PatchInput {
        let found = try await self.found(in: bytes, name: name)
        return PatchInput(name: name, kind: found.count == 1 ? .alone : .pile, found: found)
    }

    private func found(in bytes: [UInt8], name: String) async throws -> [FoundPatch] {
        if MailReader.isMail(bytes) {
            return try await MailReader(scratch: scratch).mails(in: bytes, name: name)
        }
        guard DiffText.hasDiff(bytes) else {
            throw StraitError(.request, "\(name) has no patch: neither a diff nor a mail")
        }
        let file = FilePath(name).lastComponent?.string ?? name
        return [FoundPatch(subject: file, diff: bytes, origin: name)]
    }

    private func directory(_ path: FilePath) async throws -> PatchInput {
        if Files.exists(path.appending(QuiltSeries.fileName)) {
            return try await quilt(path.appending(QuiltSeries.fileName))
        }
        if ["cur", "new"].allSatisfy({ Files.isDirectory(path.appending($0)) }) {
            let mails = try await MailReader(scratch: scratch).mails(ofMaildir: path, name: path.string)
            return PatchInput(name: path.string, kind: .pile, found: mails)
        }
        let names = try Files.names(in: path).filter { name in
            !name.hasPrefix(".")
                && Self.suffixes.contains { suffix in Self.packed.contains { name.hasSuffix(suffix + $0) } }
        }
        guard !names.isEmpty else {
            throw StraitError(
                .request,
                "\(path) has no patches: neither a series file nor \(Self.suffixes.map { "*\($0)" }.joined(separator: ", "))"
            )
        }
        return PatchInput(name: path.string, kind: .pile, found: try await files(names.map { path.appending($0) }))
    }

    private func files(_ paths: [FilePath]) async throws -> [FoundPatch] {
        var all: [FoundPatch] = []
        for (place, path) in paths.enumerated() {
            let bytes = try await PatchFileContent.read(path, name: path.string)
            for var found in try await self.found(in: bytes, name: path.string) {
                found.place = place
                all.append(found)
            }
        }
        return all
    }

    private func quilt(_ series: FilePath) async throws -> PatchInput {
        let directory = series.removingLastComponent()
        let text = ByteText.decoded(try PatchFileContent.bytes(of: series))
        var all: [FoundPatch] = []
        for entry in try QuiltSeries(text, path: series.string).entries {
            let path = directory.appending(entry.name)
            guard Files.exists(path) else {
                throw StraitError(.request, "\(series) names \(entry.name), which is not there")
            }
            let bytes = try await PatchFileContent.read(path, name: path.string)
            for var found in try await self.found(in: bytes, name: path.string) {
                found.strip = entry.strip
                all.append(found)
            }
        }
        guard !all.isEmpty else { throw StraitError(.request, "\(series) names no patch") }
        return PatchInput(name: series.string, kind: .ordered, found: all)
    }

    private func commits(_ place: String) async throws -> PatchInput {
        let range = try CommitRange(String(place.dropFirst(PatchPlace.commits.count)), tree: tree)
        let (mails, merges) = try await range.mailbox()
        var found = try await MailReader(scratch: scratch).mails(in: mails, name: place)
        // A merge has no diff of its own: it is told as left out.
        found += merges.map { FoundPatch(subject: $0, origin: place) }
        return PatchInput(name: place, kind: .ordered, found: found)
    }
}
