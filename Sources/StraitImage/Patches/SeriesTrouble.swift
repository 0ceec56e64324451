// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Why nothing can be chosen of a pile of mails without a guess, each as one sentence with the names of the mails.
enum SeriesTrouble {
    /// There is no patch.
    static func nothing(in pile: MailPile) -> StraitError {
        let source = pile.source
        if !pile.replies.isEmpty {
            return StraitError(
                .request,
                "\(source) has no patch, only answers with a diff: \(pile.replies.names); save the one that you mean to a file "
                    + "of its own")
        }
        guard pile.covers.isEmpty else {
            return StraitError(.request, "\(source) has a cover letter and no patch: \(pile.covers.names)")
        }
        return StraitError(.request, "\(source) has no patch: no mail in it has a diff")
    }

    /// The newest version lacks patches, and so does every other one.
    static func incomplete(_ posting: Posting, in pile: MailPile) -> StraitError {
        let count = posting.key.count ?? 0
        let numbers =
            Enumeration.list(posting.missing.map(String.init)) + (posting.missing.count < 10 ? "" : " and more")
        let empty = posting.patches.filter { !$0.hasDiff }
        let without = empty.isEmpty ? "" : ", and \(empty.names) has no diff"
        let there = posting.patches.filter(\.hasDiff)
        return StraitError(
            .request,
            "\(pile.source) is not the whole series of \(count) patches: it lacks \(numbers) of \(posting.name)\(without); there "
                + (there.isEmpty ? "is only the cover letter" : "\(there.count == 1 ? "is" : "are") \(there.names)")
                + "; put a single patch into a file of its own")
    }

    /// Several series.
    static func several(_ series: [[Posting]], in pile: MailPile) -> StraitError {
        let names = series.map { postings in
            let newest = postings.max { $1.isNewer(than: $0) }
            return newest.map { [$0.cover ?? $0.patches.first].compactMap { $0 }.names } ?? ""
        }
        return StraitError(
            .request,
            "\(pile.source) has \(series.count) series, and strait does not guess which one is meant: \(names.joined(separator: "; ")); "
                + "put the one that you mean into a file of its own")
    }

    /// One place in a series is there twice, with different diffs.
    static func twice(_ mails: [FoundPatch], in pile: MailPile) -> StraitError {
        StraitError(
            .request,
            "\(pile.source) has one patch twice, with different diffs: \(mails.names); remove the one that is not meant"
        )
    }

    /// Something is numbered beyond the end.
    static func beyond(_ mails: [FoundPatch], in pile: MailPile) -> StraitError {
        StraitError(
            .request,
            "\(pile.source) has a patch with a number beyond the end of its series: \(mails.names); put it into a file of its own, "
                + "and name that file after this one")
    }

    /// A patch without a number is as new as the series that it may belong to.
    static func unnumbered(_ mails: [FoundPatch], _ posting: Posting, in pile: MailPile) -> StraitError {
        StraitError(
            .request,
            "\(pile.source) has \(mails.names), which may replace one patch of \(posting.name) or all of it; remove what is not meant"
        )
    }

    /// It has a diff and is not called a patch, beside others that are.
    static func untagged(_ mails: [FoundPatch], in pile: MailPile) -> StraitError {
        StraitError(
            .request,
            "\(pile.source) has mails with a diff that are not called [PATCH], beside others that are: \(mails.names); remove them, or "
                + "put them into files of their own")
    }
}
