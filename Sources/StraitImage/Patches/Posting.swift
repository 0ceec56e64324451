// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The mails of one version of a series, as they were sent together; a patch without a number is a posting alone. Pure.
struct Posting: Sendable, Equatable {
    /// What the mails of one posting share.
    struct Key: Hashable, Sendable {
        var version: Int
        var revision: Int
        var count: Int?
        var isResend: Bool
    }

    /// What its mails share.
    var key: Key
    /// Its patches, by number and then as they arrived.
    var patches: [FoundPatch]
    /// Its cover letter.
    var cover: FoundPatch?
    /// The place of its first mail among all.
    var arrival: Int

    /// Everything of it.
    var mails: [FoundPatch] { [cover].compactMap { $0 } + patches }
    /// Whether its patches are numbered.
    var isNumbered: Bool { key.count != nil }
    /// When the last of it was sent.
    var date: Date { mails.compactMap(\.date).max() ?? .distantPast }

    private var numbers: Set<Int> { Set(patches.filter(\.hasDiff).compactMap { $0.tag?.number }) }

    /// The first ten numbers that it lacks: a subject may claim any count.
    var missing: [Int] {
        guard let count = key.count, count > 0 else { return [] }
        let known = numbers
        return Array((1...count).lazy.filter { !known.contains($0) }.prefix(10))
    }

    /// Those with a number beyond the count: `4/3`.
    var beyond: [FoundPatch] { patches.filter { ($0.tag?.number ?? 0) > (key.count ?? Int.max) } }

    /// Whether no number is missing.
    var isComplete: Bool { missing.isEmpty && !patches.isEmpty }

    /// Which of two is newer: by version, by when they were sent, by which arrived later.
    func isNewer(than other: Posting) -> Bool {
        (key.version, key.revision, date, key.isResend ? 1 : 0, arrival)
            > (other.key.version, other.key.revision, other.date, other.key.isResend ? 1 : 0, other.arrival)
    }

    /// Whether two are versions of one series: they share a change-id, or a title of a cover letter or of a patch (and
    /// two series one sender), or the newer one answers the older.
    func isRelated(to other: Posting) -> Bool {
        func share(_ what: (FoundPatch) -> String?) -> Bool {
            let (own, others) = (Set(mails.compactMap(what)), Set(other.mails.compactMap(what)))
            return !own.isDisjoint(with: others)
        }
        if share(\.changeID) { return true }
        // Two people may have written patches of one title. What format-patch writes for a title is none.
        let isOneSender = share(\.sender) || !(mails + other.mails).contains { $0.sender != nil }
        let isOneSeries = isOneSender || !isNumbered || !other.isNumbered
        if isOneSeries, share({ $0.title.hasPrefix("***") ? nil : $0.key }) { return true }
        guard isNumbered, other.isNumbered else { return false }
        if key.version == other.key.version {
            // One patch of a series that is sent again has no title in common with those that arrived.
            return isOneSender && key.revision == other.key.revision && key.count == other.key.count
                && key.isResend != other.key.isResend
        }
        let (older, newer) = key.version < other.key.version ? (self, other) : (other, self)
        return !Set(newer.mails.flatMap(\.references)).isDisjoint(with: older.mails.compactMap(\.messageID))
    }

    /// What it is called: `version 2`.
    var name: String {
        let revision = key.revision > 0 ? ".\(key.revision)" : ""
        return "version \(key.version)\(revision)" + (key.isResend ? " (sent again)" : "")
    }

    /// By number, those of one number as they are.
    static func ordered(_ patches: [FoundPatch]) -> [FoundPatch] {
        patches.enumerated().sorted { one, other in
            (one.element.tag?.number ?? 0, one.offset) < (other.element.tag?.number ?? 0, other.offset)
        }.map(\.element)
    }
}

extension Posting {
    /// The postings of mails, in the order of arrival. `mails` are those that are called patches or cover letters, each
    /// once.
    static func all(of mails: [FoundPatch]) -> [Posting] {
        var groups: [Key: [(arrival: Int, mail: FoundPatch)]] = [:]
        var postings: [Posting] = []
        for (arrival, mail) in mails.enumerated() {
            let tag = mail.tag
            let key = Key(
                version: tag?.version ?? 1, revision: tag?.revision ?? 0, count: tag?.count,
                isResend: tag?.isResend ?? false)
            if key.count == nil {
                postings.append(Posting(key: key, patches: [mail], arrival: arrival))
            } else {
                groups[key, default: []].append((arrival, mail))
            }
        }
        for (key, group) in groups { postings += split(group, key) }
        return postings.sorted { $0.arrival < $1.arrival }
    }

    /// One group as one posting, or, where a number is there twice, as several: by who sent them, and else the first of
    /// each number, the second of each, and so on.
    private static func split(_ group: [(arrival: Int, mail: FoundPatch)], _ key: Key) -> [Posting] {
        func isOnce(_ group: [(arrival: Int, mail: FoundPatch)]) -> Bool {
            Set(group.map { $0.mail.tag?.number ?? 0 }).count == group.count
        }
        if isOnce(group) { return [posting(group, key)] }
        let senders = Dictionary(grouping: group) { $0.mail.sender ?? "" }
        if senders.count > 1 { return senders.values.flatMap { split($0, key) } }
        var rounds: [[(arrival: Int, mail: FoundPatch)]] = []
        var seen: [Int: Int] = [:]
        let byDate = group.sorted {
            ($0.mail.date ?? .distantPast, $0.arrival) < ($1.mail.date ?? .distantPast, $1.arrival)
        }
        for item in byDate {
            let round = seen[item.mail.tag?.number ?? 0, default: 0]
            seen[item.mail.tag?.number ?? 0] = round + 1
            if rounds.count <= round { rounds.append([]) }
            rounds[round].append(item)
        }
        return rounds.map { posting($0, key) }
    }

    private static func posting(_ group: [(arrival: Int, mail: FoundPatch)], _ key: Key) -> Posting {
        let mails = group.sorted { $0.arrival < $1.arrival }
        return Posting(
            key: key, patches: ordered(mails.map(\.mail).filter { !$0.isCover }),
            cover: mails.map(\.mail).first(where: \.isCover), arrival: mails.first?.arrival ?? 0)
    }
}
