// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// Patches from a mailbox: git splits it and decodes the mails.
struct Mailbox: Sendable {
    /// The mailbox, or a single mail.
    let file: FilePath
    /// A directory for the mails.
    let scratch: FilePath

    private struct Mail {
        var subject: String
        var patch: PatchFile
    }

    /// The patches of the mailbox. In a thread only mails with `[PATCH]` that are no replies count; numbered patches
    /// are sorted by their numbers, because an archive has them in the order of arrival. Errors: `request` if a part of
    /// the series is missing.
    func patches() async throws -> [PatchFile] {
        let parts = scratch.appending("mails-\(Digest.of(file.string).prefix(16))")
        try Files.makeDirectory(parts)
        try await git(["mailsplit", "-b", "-o\(parts)", file.string])
        var mails: [Mail] = []
        let names = try Files.names(in: parts)
        for name in names {
            if let mail = try await read(parts.appending(name)) { mails.append(mail) }
        }
        let called = mails.filter { Self.isPatch($0.subject) }
        if !called.isEmpty { mails = called }
        // A single mail, as git format-patch writes it, need not be a whole series.
        if names.count > 1, let gaps = Self.gaps(mails.map(\.subject)) { throw incomplete(gaps) }
        return Self.ordered(mails.map { ($0.subject, $0.patch) })
    }

    private func incomplete(_ gaps: (missing: [Int], count: Int)) -> StraitError {
        let numbers = gaps.missing.map(String.init).joined(separator: ", ")
        return StraitError(
            .request,
            "\(file) is not the whole series of \(gaps.count) patches: it lacks \(numbers); "
                + "put a single patch into a file of its own")
    }

    /// Reads a mail with a patch; nil for a cover letter or a reply.
    private func read(_ mail: FilePath) async throws -> Mail? {
        let (message, patch) = (FilePath("\(mail).message"), FilePath("\(mail).patch"))
        let said = try await git(
            ["mailinfo", "-k", "--encoding=UTF-8", message.string, patch.string], input: try Files.readLossy(mail))
        guard try !Files.readLossy(patch).allSatisfy(\.isWhitespace) else { return nil }
        let line = said.split(separator: "\n").first { $0.hasPrefix("Subject: ") }
        let subject = line.map { String($0.dropFirst("Subject: ".count)) } ?? mail.lastComponent?.string ?? ""
        // A cover letter may have a line of dashes too, followed by text that looks like a patch.
        guard Self.number(in: subject)?.index != 0 else { return nil }
        let applied = AppliedPatch(name: subject, sha256: try Digest.of(file: mail))
        return Mail(subject: subject, patch: PatchFile(applied: applied, file: patch))
    }

    /// Whether a subject is that of a patch: `[PATCH v2 03/11] mm: …`, and not a reply to one.
    static func isPatch(_ subject: String) -> Bool { subject.prefixMatch(of: /\[[^\]]*PATCH[^\]]*\]/) != nil }

    /// The patch's number and the number of patches, from the subject: `03/11`.
    private static func number(in subject: String) -> (index: Int, count: Int)? {
        guard let match = subject.prefixMatch(of: /\[[^\]]*?([0-9]+)\/([0-9]+)[^\]]*\]/), let index = Int(match.1),
            let count = Int(match.2)
        else { return nil }
        return (index, count)
    }

    /// The first ten missing numbers and the number of patches of a series; nil if none is missing, or if the subjects
    /// are not numbered as one series.
    static func gaps(_ subjects: [String]) -> (missing: [Int], count: Int)? {
        let numbers = subjects.compactMap(number)
        let known = Set(numbers.map(\.index))
        guard numbers.count == subjects.count, let count = numbers.first?.count, count > 0,
            numbers.allSatisfy({ $0.count == count })
        else { return nil }
        // A subject can contain any number, so at most ten are collected.
        let missing = (1...count).lazy.filter { !known.contains($0) }.prefix(10)
        return missing.isEmpty ? nil : (Array(missing), count)
    }

    /// Sorted by their numbers if these all differ, else unchanged.
    static func ordered<Value>(_ mails: [(subject: String, value: Value)]) -> [Value] {
        let numbers = mails.map { number(in: $0.subject)?.index }
        guard numbers.allSatisfy({ $0 != nil }), Set(numbers).count == mails.count else { return mails.map(\.value) }
        return zip(numbers, mails).sorted { ($0.0 ?? 0) < ($1.0 ?? 0) }.map(\.1.value)
    }

    @discardableResult
    private func git(_ arguments: [String], input: String? = nil) async throws -> String {
        let finished = try await Program.run(
            "git", arguments, directory: scratch, input: input, deadline: .seconds(60))
        guard finished.succeeded else {
            throw StraitError(.request, "\(file) is not a mailbox that git can read", cause: finished.tail)
        }
        return finished.output
    }
}
