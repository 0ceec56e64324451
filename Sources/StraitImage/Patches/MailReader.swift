// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// Reads mails with git: it takes a mailbox apart, and undoes what mail does to text (encodings, attachments,
/// `format=flowed`).
struct MailReader: Sendable {
    /// A directory for the parts, of the caller's.
    let scratch: FilePath

    /// A user's own settings say how that user likes patches, not what is in a mail.
    static let environment = ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"]
    private static let deadline = Duration.seconds(120)

    /// Whether a text is a mail or a box of them: it begins as such a box does, or with a head that has a sender and a
    /// subject.
    static func isMail(_ bytes: [UInt8]) -> Bool {
        let text = Array(bytes.drop { $0 == 0x0a || $0 == 0x0d || $0 == 0x20 })
        if text.starts(with: Array("From ".utf8)) { return true }
        let mail = RawMail(text)
        return mail["from"] != nil && mail["subject"] != nil
    }

    /// The mails of a box, or the only one of a file; `name` is what it is called in messages.
    func mails(in bytes: [UInt8], name: String) async throws -> [FoundPatch] {
        let parts = try place()
        let box = FilePath("\(parts).mbox")
        try WholeFile.write(bytes, to: box.string)
        return try await split(box, into: parts, name: name)
    }

    /// The mails of a maildir.
    func mails(ofMaildir path: FilePath, name: String) async throws -> [FoundPatch] {
        try await split(Files.absolute(path.string), into: try place(), name: name)
    }

    /// A new directory: one box may be named twice.
    private func place() throws -> FilePath {
        let parts = scratch.appending("mails-\(UUID().uuidString)")
        try Files.makeDirectory(parts)
        return parts
    }

    /// The heads of the mails of a box, in their order.
    func heads(in bytes: [UInt8], name: String) async throws -> [MailHead] {
        let parts = try place()
        let box = FilePath("\(parts).mbox")
        try WholeFile.write(bytes, to: box.string)
        var heads: [MailHead] = []
        for part in try await files(of: box, into: parts, name: name) {
            let mail = RawMail(try PatchFileContent.bytes(of: part))
            let (head, none) = (FilePath("\(part).head"), FilePath("\(part).none"))
            try WholeFile.write(mail.head, to: head.string)
            let said = try await info(head, none, none, name)
            heads.append(MailHead(mail: mail, tag: SubjectTag(said["Subject"] ?? "")))
        }
        return heads
    }

    private func split(_ box: FilePath, into parts: FilePath, name: String) async throws -> [FoundPatch] {
        let files = try await files(of: box, into: parts, name: name)
        var mails: [FoundPatch] = []
        for (index, part) in files.enumerated() {
            let origin = files.count == 1 ? name : "\(name), mail \(index + 1)"
            mails.append(try await mail(part, origin: origin))
        }
        return mails
    }

    /// A file for each mail of a box, in their order.
    private func files(of box: FilePath, into parts: FilePath, name: String) async throws -> [FilePath] {
        // With their carriage returns: whether they are the files' own is told later.
        let said = try await git(["mailsplit", "--keep-cr", "-b", "-d8", "-o\(parts)", box.string], box)
        guard said.succeeded else {
            throw StraitError(.request, "\(name) is not a mailbox that git can read", cause: said.tail)
        }
        return try Files.names(in: parts).filter { $0.allSatisfy(\.isNumber) }.map { parts.appending($0) }
    }

    private func mail(_ file: FilePath, origin: String) async throws -> FoundPatch {
        let bytes = try PatchFileContent.bytes(of: file)
        let raw = RawMail(bytes)
        let (message, patch) = (FilePath("\(file).message"), FilePath("\(file).patch"))
        let said = try await info(file, message, patch, origin)
        let (text, diff) = (try PatchFileContent.bytes(of: message), try PatchFileContent.bytes(of: patch))
        var found = FoundPatch(subject: said["Subject"] ?? "", origin: origin)
        var tag = SubjectTag(found.subject)
        if !tag.isPatch, !tag.isReply {
            // The text may begin with a subject of its own, and then that of the mail itself has the numbers.
            let head = FilePath("\(file).head")
            try WholeFile.write(raw.head, to: head.string)
            let ofHead = FilePath("\(file).none")
            let own = try await info(head, ofHead, ofHead, origin)
            let subject = own["Subject"] ?? ""
            if SubjectTag(subject).isPatch { (found.subject, tag) = (subject, SubjectTag(subject)) }
        }
        found.tag = tag
        found.author = Self.author(said)
        found.sender = raw.sender
        found.date = (said["Date"] ?? raw["date"]).flatMap(MailDate.parsed)
        found.messageID = raw.ids("message-id").first
        found.references = raw.ids("references") + raw.ids("in-reply-to")
        found.diff = DiffText.hasDiff(diff) ? diff : []
        found.carrier = Self.carrier(raw, text + diff)
        found.changeID = Self.value(of: "change-id", in: text + diff) ?? raw["x-change-id"]
        found.baseCommit = Self.value(of: "base-commit", in: text + diff)
        return found
    }

    /// What `git mailinfo` says of a mail, by the names of its lines.
    private func info(
        _ mail: FilePath, _ message: FilePath, _ patch: FilePath, _ origin: String
    ) async throws -> [String: String] {
        let arguments = [
            "-c", "mailinfo.scissors=false", "-c", "mailinfo.quotedCr=nowarn", "mailinfo", "-k", "--encoding=UTF-8",
            message.string, patch.string,
        ]
        let said = try await git(arguments, mail)
        guard said.succeeded else {
            throw StraitError(.request, "\(origin) is not a mail that git can read", cause: said.tail)
        }
        let lines = said.output.split(separator: "\n").compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
        }
        return Dictionary(lines) { first, _ in first }
    }

    /// Runs git with a file as its input; what it says may be in any encoding.
    private func git(_ arguments: [String], _ input: FilePath) async throws -> Program.Finished {
        let file = Files.isDirectory(input) ? FilePath("/dev/null") : input
        let said = try await ChildProcess(
            "git", arguments, variables: .parsed(adding: Self.environment), directory: scratch.string
        ).bytes(reading: file.string, limit: PatchFileContent.limit, deadline: Self.deadline)
        return Program.Finished(
            code: said.finished.code, output: ByteText.decoded(said.output ?? []), errors: said.finished.errors)
    }

    private static func author(_ said: [String: String]) -> String? {
        let parts = [said["Author"], said["Email"].map { "<\($0)>" }].compactMap { $0 }.filter {
            !$0.isEmpty && $0 != "<>"
        }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// `base-commit: 0123…` on a line of its own.
    private static func value(of key: String, in bytes: [UInt8]) -> String? {
        let start = Array("\(key): ".utf8)
        guard let line = DiffText.lines(bytes).first(where: { $0.starts(with: start) }) else { return nil }
        let value = DiffText.text(line.dropFirst(start.count)).split(separator: " ").first.map(String.init)
        return value?.isEmpty == false ? value : nil
    }

    private static func carrier(_ raw: RawMail, _ bytes: [UInt8]) -> FoundPatch.Carrier? {
        let signed = Array("-----BEGIN PGP SIGNED MESSAGE-----".utf8)
        if DiffText.lines(bytes).contains(where: { $0.starts(with: signed) }) { return .clearSigned }
        let type = (raw["content-type"] ?? "").lowercased()
        if type.hasPrefix("multipart/alternative") { return .alternative }
        if type.hasPrefix("text/html") { return .html }
        return type.contains("format=flowed") ? .flowed : nil
    }
}
