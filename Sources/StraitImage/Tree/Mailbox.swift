// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// Patches that were sent by mail: git takes the box apart and undoes what mail does to text.
struct Mailbox: Sendable {
    /// The box, or a single mail.
    let file: FilePath
    /// A directory for the parts.
    let scratch: FilePath

    private struct Mail {
        var subject: String
        var patch: PatchSeries.Patch
    }

    /// The patches of the box. Of a thread only what is called a patch and is no answer counts, and patches that are numbered come in
    /// the order of their numbers: an archive has them as they arrived.
    func patches() async throws -> [PatchSeries.Patch] {
        let parts = scratch.appending("mails-\(try await Digest.of(file.string).prefix(16))")
        try Files.makeDirectory(parts)
        try await git(["mailsplit", "-b", "-o\(parts)", file.string])
        var mails: [Mail] = []
        for name in try Files.names(in: parts) {
            if let mail = try await read(parts.appending(name)) { mails.append(mail) }
        }
        let called = mails.filter { Self.isPatch($0.subject) }
        return Self.ordered(
            called.isEmpty ? mails.map { ($0.subject, $0.patch) } : called.map { ($0.subject, $0.patch) })
    }

    /// A mail with a patch in it; nil for a cover letter or an answer.
    private func read(_ mail: FilePath) async throws -> Mail? {
        let (message, patch) = (FilePath("\(mail).message"), FilePath("\(mail).patch"))
        let said = try await git(
            ["mailinfo", "-k", "--encoding=UTF-8", message.string, patch.string], input: try Files.readLossy(mail))
        guard try !Files.readLossy(patch).allSatisfy(\.isWhitespace) else { return nil }
        let line = said.split(separator: "\n").first { $0.hasPrefix("Subject: ") }
        let subject = line.map { String($0.dropFirst("Subject: ".count)) } ?? mail.lastComponent?.string ?? ""
        let applied = AppliedPatch(name: subject, sha256: try await Digest.of(file: mail))
        return Mail(subject: subject, patch: PatchSeries.Patch(applied: applied, file: patch))
    }

    /// Whether a subject is one of a patch: `[PATCH v2 03/11] mm: …`, and not an answer to it.
    static func isPatch(_ subject: String) -> Bool { subject.prefixMatch(of: /\[[^\]]*PATCH[^\]]*\]/) != nil }

    /// By their numbers where every one has another, else as they are.
    static func ordered<Value>(_ mails: [(subject: String, value: Value)]) -> [Value] {
        let numbers = mails.map { mail in
            mail.subject.prefixMatch(of: /\[[^\]]*?([0-9]+)\/[0-9]+[^\]]*\]/).flatMap { Int($0.1) }
        }
        guard numbers.allSatisfy({ $0 != nil }), Set(numbers).count == mails.count else { return mails.map(\.value) }
        return zip(numbers, mails).sorted { ($0.0 ?? 0) < ($1.0 ?? 0) }.map(\.1.value)
    }

    @discardableResult
    private func git(_ arguments: [String], input: String? = nil) async throws -> String {
        let finished = try await Program.run(
            "git", arguments, directory: scratch, input: input, deadline: .seconds(60))
        guard finished.succeeded else {
            throw StraitError(.request, "\(file) is no mailbox that git can read", cause: finished.tail)
        }
        return finished.output
    }
}
