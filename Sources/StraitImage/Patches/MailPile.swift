// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A pile of mails by what each of them is. Pure.
struct MailPile: Sendable, Equatable {
    /// What the mails are called in messages.
    let source: String
    /// Everything but what is there twice, in the order of arrival.
    private(set) var mails: [FoundPatch] = []
    /// Cover letters.
    private(set) var covers: [FoundPatch] = []
    /// What is called a patch. One with a number and without a diff is among them: it is one that is missing.
    private(set) var patches: [FoundPatch] = []
    /// What has a diff, is no answer, and is not called a patch.
    private(set) var untagged: [FoundPatch] = []
    /// Answers that have a diff.
    private(set) var replies: [FoundPatch] = []
    /// What is certainly not applied.
    private(set) var leftOut: [PatchLeftOut] = []

    /// Sorts mails in the order of arrival. Errors: `request` for two mails with one Message-ID and different diffs.
    init(_ arrived: [FoundPatch], source: String) throws {
        self.source = source
        for mail in arrived {
            if let known = mails.first(where: mail.isCopy) {
                // A list may have added its name to the subject, and a line at the end.
                guard DiffText.isSame(known.diff, mail.diff) else {
                    throw StraitError(
                        .request, "\(source) has two different mails with one Message-ID: \([known, mail].names)")
                }
                leftOut.append(mail.leftOut(.repeated, "it is there twice"))
            } else {
                mails.append(mail)
            }
        }
        for mail in mails { sort(mail) }
    }

    private mutating func sort(_ mail: FoundPatch) {
        guard let tag = mail.tag, !tag.isReply else {
            if mail.hasDiff { replies.append(mail) }
            return leftOut.append(
                mail.leftOut(.reply, mail.hasDiff ? "it is an answer with a diff" : "it is an answer"))
        }
        if mail.isCover { return covers.append(mail) }
        if tag.isPatch, mail.hasDiff || tag.number != nil { return patches.append(mail) }
        if mail.hasDiff { return untagged.append(mail) }
        leftOut.append(mail.leftOut(.empty, "it has no diff"))
    }

    /// Whether a mail answers another one of the pile.
    func isInThread(_ mail: FoundPatch) -> Bool {
        let ids = Set(mails.compactMap(\.messageID))
        return !ids.isDisjoint(with: mail.references)
    }
}
