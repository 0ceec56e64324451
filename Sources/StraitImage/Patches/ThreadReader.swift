// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// Finds the mail of a thread that an answer about its series goes to: the cover letter of the newest version, or its first patch.
public struct ThreadReader: Sendable {
    /// Reads a mailbox, packed or not; `cache` is where a scratch directory is made. Errors: `request` for what cannot be read, and for
    /// a thread that has no such mail.
    public static func mail(in path: String, cache: String) async throws -> ThreadMail {
        let scratch = try await ScratchDirectory.make(in: try ObjectCache(root: Files.absolute(cache)).root)
        defer { scratch.remove() }
        let bytes = try await PatchFileContent.read(Files.absolute(path), name: path)
        guard MailReader.isMail(bytes) else {
            throw StraitError(.request, "\(path) is no mailbox: --reply-to takes the mails of a thread")
        }
        let heads = try await MailReader(scratch: scratch.path).heads(in: bytes, name: path)
        return try answered(of: heads, name: path)
    }

    /// The mail that is answered, of these in the order of arrival. Pure.
    static func answered(of heads: [MailHead], name: String) throws -> ThreadMail {
        let patches = heads.filter { $0.tag.isPatch && !$0.tag.isReply }
        let newest = patches.map(\.tag.version).max()
        let series = patches.filter { $0.tag.version == newest }
        let first = series.compactMap(\.tag.number).min()
        // A series that was sent again is answered where it was sent last.
        guard let found = series.last(where: { $0.tag.number == first }) else {
            throw StraitError(
                .request,
                "\(name) has no mail whose subject begins with [PATCH …]: --reply-to takes the mailbox of a thread, with its cover "
                    + "letter or first patch")
        }
        let (mail, subject) = (found.mail, found.mail["subject"] ?? "")
        guard let id = mail.ids("message-id").first else {
            throw StraitError(.request, "\(name): the mail \"\(subject)\" has no Message-ID")
        }
        guard let from = mail["from"], mail.sender != nil else {
            throw StraitError(.request, "\(name): the mail \"\(subject)\" has no sender")
        }
        let earlier = mail.ids("references").isEmpty ? mail.ids("in-reply-to") : mail.ids("references")
        return ThreadMail(
            messageID: "<\(id)>", references: earlier.filter { $0 != id }.uniqued().map { "<\($0)>" }, from: from,
            to: mail["to"] ?? "", cc: mail["cc"] ?? "", subject: subject)
    }
}
