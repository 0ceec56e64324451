// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// The patches of a request, in order: files, directories and mailboxes.
struct PatchSeries: Sendable {
    /// A directory for the mails of mailboxes.
    let scratch: FilePath

    /// All patches of `paths`, in order.
    func patches(of paths: [String]) async throws -> [PatchFile] {
        var patches: [PatchFile] = []
        for path in paths { patches += try await self.patches(of: FilePath(path)) }
        return patches
    }

    private func patches(of path: FilePath) async throws -> [PatchFile] {
        guard Files.exists(path) else { throw StraitError(.request, "there is no patch \(path)") }
        if !Files.isDirectory(path) { return try await read(path) }
        let names = try self.names(in: path)
        guard !names.isEmpty else {
            throw StraitError(.request, "\(path) has no patches: neither a series file nor *.patch, *.diff or *.mbox")
        }
        var patches: [PatchFile] = []
        for name in names {
            guard Files.exists(path.appending(name)) else {
                throw StraitError(.request, "\(path.appending("series")) names \(name), which is not there")
            }
            patches += try await read(path.appending(name))
        }
        return patches
    }

    /// The names in quilt's `series`, or all patches sorted by name.
    private func names(in directory: FilePath) throws -> [String] {
        let series = directory.appending("series")
        guard Files.exists(series) else {
            return try Files.names(in: directory).filter { name in
                [".patch", ".diff", ".mbox"].contains { name.hasSuffix($0) }
            }
        }
        // quilt: comments begin with #, and options may follow a name.
        return try Files.read(series).split(whereSeparator: \.isNewline).compactMap { line in
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            guard let name = words.first else { return nil }
            let options = words.dropFirst().joined(separator: " ")
            guard ["", "-p1"].contains(options) else {
                throw StraitError(
                    .request,
                    "\(series) has \(name) with \(options): strait applies every patch forwards and with -p1, so make it one "
                        + "that applies like that")
            }
            return String(name)
        }
    }

    private func read(_ file: FilePath) async throws -> [PatchFile] {
        let name = file.lastComponent?.string ?? file.string
        if Self.isMail(try Files.readLossy(file)) {
            let mails = try await Mailbox(file: file, scratch: scratch).patches()
            guard !mails.isEmpty else { throw StraitError(.request, "no mail of \(file) has a patch in it") }
            return mails
        }
        return [PatchFile(applied: AppliedPatch(name: name, sha256: try Digest.of(file: file)), file: file)]
    }

    /// Whether a text is a mailbox or a mail: it begins like a mailbox, or with a header that has a sender and a
    /// subject.
    static func isMail(_ text: String) -> Bool {
        if text.hasPrefix("From ") { return true }
        let head = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).prefix { !$0.isEmpty }
        return ["From:", "Subject:"].allSatisfy { field in head.contains { $0.hasPrefix(field) } }
    }
}
