// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// Patches that were sent by mail: git takes the box apart and undoes what mail does to text.
struct Mailbox: Sendable {
    /// The box, or a single mail.
    let file: FilePath
    /// A directory for the parts.
    let scratch: FilePath

    private struct Mail {
        var subject: String
        var patch: PatchFile
    }

    /// The patches of the box. Of a thread only what is called a patch and is no answer counts, and patches that are numbered come in
    /// the order of their numbers: an archive has them as they arrived. Errors: `request` for a box that lacks some of its series.
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
        // One mail alone, as git format-patch writes it, is meant alone.
        if names.count > 1, let gaps = Self.gaps(mails.map(\.subject)) { throw incomplete(gaps) }
        return Self.ordered(mails.map { ($0.subject, $0.patch) })
    }

    private func incomplete(_ gaps: (missing: [Int], count: Int)) -> StraitError {
        let numbers = gaps.missing.map(String.init).joined(separator: ", ")
        return StraitError(
            .request,
            "\(file) is not the whole series of \(gaps.count) patches: it lacks \(numbers); "
                + "a patch that is meant alone goes into a file of its own")
    }

    /// A mail with a patch in it; nil for a cover letter or an answer.
    private func read(_ mail: FilePath) async throws -> Mail? {
        let (message, patch) = (FilePath("\(mail).message"), FilePath("\(mail).patch"))
        let said = try await git(
            ["mailinfo", "-k", "--encoding=UTF-8", message.string, patch.string], input: try Files.readLossy(mail))
        guard try !Files.readLossy(patch).allSatisfy(\.isWhitespace) else { return nil }
        let line = said.split(separator: "\n").first { $0.hasPrefix("Subject: ") }
        let subject = line.map { String($0.dropFirst("Subject: ".count)) } ?? mail.lastComponent?.string ?? ""
        // A cover letter may have a line of dashes, too, and behind it what looks like the text of a patch.
        guard Self.number(in: subject)?.index != 0 else { return nil }
        let applied = AppliedPatch(name: subject, sha256: try Digest.of(file: mail))
        return Mail(subject: subject, patch: PatchFile(applied: applied, file: patch))
    }

    /// Whether a subject is one of a patch: `[PATCH v2 03/11] mm: …`, and not an answer to it.
    static func isPatch(_ subject: String) -> Bool { subject.prefixMatch(of: /\[[^\]]*PATCH[^\]]*\]/) != nil }

    /// Which of how many a subject says that its patch is: `03/11`.
    private static func number(in subject: String) -> (index: Int, count: Int)? {
        guard let match = subject.prefixMatch(of: /\[[^\]]*?([0-9]+)\/([0-9]+)[^\]]*\]/), let index = Int(match.1),
            let count = Int(match.2)
        else { return nil }
        return (index, count)
    }

    /// The first ten numbers that a series lacks, and how many patches it has; nil where it lacks none, and where the subjects are not
    /// all numbered as those of one series.
    static func gaps(_ subjects: [String]) -> (missing: [Int], count: Int)? {
        let numbers = subjects.compactMap(number)
        let known = Set(numbers.map(\.index))
        guard numbers.count == subjects.count, let count = numbers.first?.count, count > 0,
            numbers.allSatisfy({ $0.count == count })
        else { return nil }
        // A subject may claim any number: not all of them are looked at.
        let missing = (1...count).lazy.filter { !known.contains($0) }.prefix(10)
        return missing.isEmpty ? nil : (Array(missing), count)
    }

    /// By their numbers where every one has another, else as they are.
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
            throw StraitError(.request, "\(file) is no mailbox that git can read", cause: finished.tail)
        }
        return finished.output
    }
}
