// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The postings of one series without what was sent a second time. Pure.
struct PostingMerge {
    /// What is left: of each version every complete posting, or a single one that is not.
    private(set) var postings: [Posting] = []
    /// What was sent a second time.
    private(set) var leftOut: [PatchLeftOut] = []

    private let pile: MailPile

    /// Merges numbered postings of one series. Errors: `request` for one patch that is there with two diffs, where none
    /// of them is part of a posting that is newer and complete.
    init(_ all: [Posting], of pile: MailPile) throws {
        self.pile = pile
        var groups: [Posting.Key: [Posting]] = [:]
        for posting in all {
            var key = posting.key
            key.isResend = false
            groups[key, default: []].append(posting)
        }
        for group in groups.values { try merge(group.sorted { $0.isNewer(than: $1) }) }
    }

    /// Postings of one version, the newest first.
    private mutating func merge(_ group: [Posting]) throws {
        let complete = group.filter(\.isComplete)
        postings += complete
        guard let whole = complete.first else { return postings.append(try union(of: group)) }
        for part in group where !part.isComplete {
            try drop(part.patches, thatAreIn: whole.patches)
            leftOut += part.cover.map { [$0.leftOut(.repeated, "it was sent twice")] } ?? []
        }
    }

    /// What several postings have together that none has alone: a mail that was lost on its way is sent again.
    private mutating func union(of group: [Posting]) throws -> Posting {
        var whole = group[0]
        for part in group.dropFirst() {
            let known = Set(whole.patches.filter(\.hasDiff).compactMap { $0.tag?.number })
            let isKnown = { (mail: FoundPatch) in mail.tag?.number.map(known.contains) ?? false }
            try drop(part.patches.filter(isKnown), thatAreIn: whole.patches)
            whole.patches.removeAll { !$0.hasDiff }
            whole.patches = Posting.ordered(whole.patches + part.patches.filter { !isKnown($0) })
            whole.cover = whole.cover ?? part.cover
        }
        return whole
    }

    private mutating func drop(_ mails: [FoundPatch], thatAreIn others: [FoundPatch]) throws {
        for mail in mails {
            guard mail.hasDiff else {
                leftOut.append(mail.leftOut(.empty, "it has no diff"))
                continue
            }
            let twins = others.filter { $0.tag?.number == mail.tag?.number }
            guard twins.contains(where: { DiffText.isSame($0.diff, mail.diff) }) else {
                throw SeriesTrouble.twice(twins + [mail], in: pile)
            }
            leftOut.append(mail.leftOut(.repeated, "it was sent twice"))
        }
    }
}
