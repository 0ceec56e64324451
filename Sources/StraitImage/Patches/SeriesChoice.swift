// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What is to be applied of a pile of mails: the newest complete version of the series in it. What is left out is told
/// with its reason, and what is ambiguous or not complete is refused with the names of the mails. Pure.
struct SeriesChoice {
    /// The mails with the patches, in order.
    private(set) var chosen: [FoundPatch] = []
    /// The cover letter.
    private(set) var cover: FoundPatch?
    /// What is not applied.
    private(set) var leftOut: [PatchLeftOut]
    /// What has to be known of the choice.
    private(set) var notes: [String] = []

    private let pile: MailPile

    /// The choice among the mails of `source`, which is what they are called in messages; they are in the order of
    /// arrival. Errors: `request` where nothing can be chosen without a guess.
    init(of mails: [FoundPatch], in source: String) throws {
        pile = try MailPile(mails, source: source)
        leftOut = pile.leftOut
        var patches = pile.patches
        if patches.isEmpty {
            // Of nothing that is called a patch, as patchwork sends single ones and `git format-patch -k` writes them.
            patches = pile.untagged
            guard !patches.isEmpty else { throw SeriesTrouble.nothing(in: pile) }
        } else {
            try leaveUntagged()
        }
        try choose(among: Posting.all(of: pile.mails.filter { pile.covers.contains($0) || patches.contains($0) }))
    }

    /// Robots answer a patch with the diff of what was merged, and patchwork takes the tag from the first version.
    private mutating func leaveUntagged() throws {
        let titles = Set(pile.patches.filter { ($0.tag?.version ?? 1) > 1 }.map(\.key))
        for mail in pile.untagged {
            if titles.contains(mail.key) {
                leftOut.append(mail.leftOut(.older, "there is a newer version"))
            } else if pile.isInThread(mail) {
                leftOut.append(mail.leftOut(.untagged, "it answers a patch and is not called one"))
            } else {
                throw SeriesTrouble.untagged(pile.untagged, in: pile)
            }
        }
    }

    private mutating func choose(among postings: [Posting]) throws {
        let series = Self.series(of: postings)
        let numbered = series.filter { $0.contains(where: \.isNumbered) }
        let single = series.filter { !$0.contains(where: \.isNumbered) }
        guard let first = numbered.first else {
            // Patches without numbers are a queue, in the order in which they arrived.
            for versions in single { try takeNewest(of: versions) }
            return
        }
        let others = single.filter { !$0.flatMap(\.mails).allSatisfy(pile.isInThread) }
        guard numbered.count == 1, others.isEmpty else { throw SeriesTrouble.several(numbered + others, in: pile) }
        leftOut += single.flatMap { $0 }.flatMap(\.mails).map {
            $0.leftOut(.extra, "it answers the series and is not numbered as a part of it")
        }
        try takeSeries(first)
    }

    /// The newest version of a single patch.
    private mutating func takeNewest(of versions: [Posting]) throws {
        let ordered = versions.sorted { $0.isNewer(than: $1) }
        let newest = ordered[0]
        for other in ordered.dropFirst() {
            let isSame = DiffText.isSame(newest.patches[0].diff, other.patches[0].diff)
            guard isSame || other.key != newest.key else {
                throw SeriesTrouble.twice(newest.patches + other.patches, in: pile)
            }
            leftOut += other.mails.map { $0.leftOut(isSame ? .repeated : .older, "\(newest.name) is taken") }
        }
        if ordered.count > 1 { notes.append("\(newest.name) of “\(newest.patches[0].title)” is taken") }
        chosen += newest.patches
    }

    /// The newest complete version of a numbered series.
    private mutating func takeSeries(_ versions: [Posting]) throws {
        let merge = try PostingMerge(versions.filter(\.isNumbered), of: pile)
        leftOut += merge.leftOut
        let ordered = merge.postings.sorted { $0.isNewer(than: $1) }
        for posting in versions where !posting.isNumbered {
            guard posting.key.version < ordered[0].key.version else {
                throw SeriesTrouble.unnumbered(posting.patches, ordered[0], in: pile)
            }
            leftOut += posting.patches.map { $0.leftOut(.older, "\(ordered[0].name) is taken") }
        }
        guard let index = ordered.firstIndex(where: \.isComplete) else {
            throw SeriesTrouble.incomplete(ordered[0], in: pile)
        }
        let taken = ordered[index]
        guard taken.beyond.isEmpty else { throw SeriesTrouble.beyond(taken.beyond, in: pile) }
        ordered[..<index].forEach { leave($0) }
        leftOut += ordered[(index + 1)...].flatMap(\.mails).map { $0.leftOut(.older, "\(taken.name) is taken") }
        leftOut += taken.cover.map { [$0.leftOut(.cover, "it is the cover letter")] } ?? []
        (chosen, cover) = (taken.patches, taken.cover)
        let names = ordered.reversed().map(\.name)
        if ordered.count > 1 { notes.insert("\(taken.name) is taken, of \(Enumeration.list(names))", at: 0) }
    }

    /// A version that is newer than the one that is taken.
    private mutating func leave(_ newer: Posting) {
        let missing = Enumeration.list(newer.missing.map(String.init))
        let reason = "\(newer.name) is not complete: it lacks \(missing) of \(newer.key.count ?? 0)"
        notes.append(reason)
        leftOut += newer.mails.map { $0.leftOut(.incomplete, reason) }
    }

    /// The postings by series: those that are related, also through others.
    private static func series(of postings: [Posting]) -> [[Posting]] {
        var series: [[Posting]] = []
        for posting in postings {
            let related = series.indices.filter { index in series[index].contains { $0.isRelated(to: posting) } }
            guard let first = related.first else {
                series.append([posting])
                continue
            }
            for index in related.dropFirst().reversed() { series[first] += series.remove(at: index) }
            series[first].append(posting)
        }
        return series
    }
}
