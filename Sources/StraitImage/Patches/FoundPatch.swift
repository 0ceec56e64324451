// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// What an input has that may be a patch: a mail, whether it has a diff or not, or a file with a diff.
struct FoundPatch: Sendable, Equatable {
    /// What was done to a mail's text, which may be why its diff is damaged.
    enum Carrier: String, Sendable, Equatable {
        /// Signed in the clear: every line that begins with a dash has another one before it (RFC 9580, 7.2).
        case clearSigned
        /// `format=flowed` (RFC 3676): lines that end with a blank are joined with the next.
        case flowed
        /// Only HTML.
        case html
        /// The text, and the same again as HTML.
        case alternative
    }

    /// The whole subject, decoded; of a plain diff the file's name.
    var subject: String
    /// What the subject says; nil for a plain diff.
    var tag: SubjectTag?
    /// `Name <address>`, of the patch's author and not of who sent it.
    var author: String?
    /// The address of who sent it.
    var sender: String?
    /// When it was written.
    var date: Date?
    /// Its Message-ID, without brackets.
    var messageID: String?
    /// The Message-IDs that it answers, the nearest last.
    var references: [String] = []
    /// What is the same in all versions of a series (b4, `change-id:`).
    var changeID: String?
    /// `base-commit:`.
    var baseCommit: String?
    /// The patch as it is in the input; no bytes where there is no diff.
    var diff: [UInt8] = []
    /// What was done to the text.
    var carrier: Carrier?
    /// How many parts of its paths to take off, where an input says so (quilt).
    var strip: Int?
    /// The file that it was found in, and which mail of it it is.
    var origin: String
    /// The place of its file among the files of one input.
    var place = 0

    /// Whether it has a diff.
    var hasDiff: Bool { !diff.isEmpty }
    /// The title alone.
    var title: String { tag?.title ?? subject }
    /// Its title as versions of one patch share it.
    var key: String { title.lowercased() }
    /// Whether it is a cover letter: what is called a patch and has the number 0.
    var isCover: Bool { tag?.isPatch == true && tag?.number == 0 }

    /// It as it is told that it was left out.
    func leftOut(_ kind: PatchLeftOut.Kind, _ reason: String) -> PatchLeftOut {
        PatchLeftOut(
            name: subject, origin: origin, messageID: messageID, hasDiff: hasDiff, kind: kind, reason: reason)
    }

    /// Whether it is the same patch: the same diff with the same title, whatever carried it.
    func isSame(as other: FoundPatch) -> Bool {
        let isNamedAlike = tag == nil || other.tag == nil || key == other.key
        return isNamedAlike && DiffText.isSame(diff, other.diff)
    }

    /// Whether it is the same mail, which came twice: by its Message-ID, or where there is none by everything that
    /// tells.
    func isCopy(of other: FoundPatch) -> Bool {
        if messageID != nil || other.messageID != nil { return messageID == other.messageID }
        return subject == other.subject && date == other.date && sender == other.sender
            && DiffText.isSame(diff, other.diff)
    }
}

extension [FoundPatch] {
    /// The names for a sentence: the first few, and how many more there are. Those with equal subjects are told apart
    /// by their ids.
    var names: String {
        let most = 8
        let subjects = map(\.subject)
        let shown = prefix(most).map { found in
            let isAlone = subjects.count { $0 == found.subject } == 1
            return "“\(found.subject)”" + (isAlone ? "" : found.messageID.map { " <\($0)>" } ?? " (\(found.origin))")
        }
        return shown.joined(separator: ", ") + (count > most ? " and \(count - most) more" : "")
    }
}
