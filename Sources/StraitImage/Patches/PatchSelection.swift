// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What is to be applied of all inputs of a request, in order. Pure.
struct PatchSelection {
    /// What is applied.
    private(set) var chosen: [FoundPatch] = []
    /// The cover letters of what is applied.
    private(set) var covers: [FoundPatch] = []
    /// What is not applied.
    private(set) var leftOut: [PatchLeftOut] = []
    /// What has to be known of the choice.
    private(set) var notes: [String] = []
    /// What was chosen of inputs that nobody has put in order.
    private var versioned: [FoundPatch] = []

    /// Chooses of each input and puts the choices one after the other. Files with one patch each that are named one
    /// after the other are looked at together, as a shell writes them out for `*.patch`. Errors: `request` where
    /// nothing can be chosen without a guess.
    init(of inputs: [PatchInput]) throws {
        var named: [FoundPatch] = []
        for input in inputs {
            if input.kind == .alone {
                named += input.found
                continue
            }
            try take(named: named)
            named = []
            try take(input)
        }
        try take(named: named)
        leaveRepeated()
        try refuseVersions()
        if chosen.isEmpty, let first = leftOut.first { throw Self.nothing(first) }
    }

    private mutating func take(_ input: PatchInput) throws {
        if input.kind == .ordered {
            for found in input.found {
                if found.hasDiff {
                    chosen.append(found)
                } else {
                    leftOut.append(found.leftOut(.empty, "it has no diff"))
                }
            }
            return
        }
        let plain = input.found.filter { $0.tag == nil }
        let mails = input.found.filter { $0.tag != nil }
        guard !mails.isEmpty else { return chosen += plain }
        let choice = try SeriesChoice(of: mails, in: input.name)
        leftOut += choice.leftOut
        notes += choice.notes
        covers += [choice.cover].compactMap { $0 }
        versioned += choice.chosen
        chosen += try Self.mixed(choice.chosen, plain, in: input)
    }

    /// Mails in their order, and plain diffs between them by the names of their files.
    private static func mixed(_ mails: [FoundPatch], _ plain: [FoundPatch], in input: PatchInput) throws -> [FoundPatch]
    {
        guard !plain.isEmpty else { return mails }
        guard zip(mails, mails.dropFirst()).allSatisfy({ $0.place <= $1.place }) else {
            throw StraitError(
                .request,
                "\(input.name) has plain diffs beside a series whose numbers are not in the order of the names: \(plain.names); write "
                    + "the order into a file called series")
        }
        var all = mails
        for diff in plain { all.insert(diff, at: all.firstIndex { $0.place > diff.place } ?? all.endIndex) }
        return all
    }

    /// Files with one patch each: all of them in the order in which they are named, but for cover letters and older
    /// versions.
    private mutating func take(named: [FoundPatch]) throws {
        var taken: [FoundPatch] = []
        var older: [FoundPatch] = []
        for found in named {
            let newer = named.first { other in
                other.tag != nil && other.key == found.key
                    && (other.tag?.version ?? 1, other.tag?.revision ?? 0)
                        > (found.tag?.version ?? 1, found.tag?.revision ?? 0)
            }
            if found.isCover {
                leftOut.append(found.leftOut(.cover, "it is the cover letter"))
                covers.append(found)
            } else if !found.hasDiff {
                leftOut.append(found.leftOut(.empty, "it has no diff"))
            } else if let newer {
                older.append(found)
                leftOut.append(found.leftOut(.older, "\(newer.tag?.versionName ?? "") is named, too"))
            } else {
                taken.append(found)
            }
        }
        // Half of one version and half of another one: where the newer ones belong among the older ones is not told.
        let rest = taken.filter { $0.tag?.number != nil && older.map(\.tag?.version).contains($0.tag?.version) }
        guard rest.isEmpty else {
            throw StraitError(
                .request,
                "some patches are named in two versions, and \(rest.names) only in the older one; name the files of one version"
            )
        }
        noteGaps(taken)
        versioned += taken
        chosen += taken
    }

    /// A part of a series may be meant, and it is told.
    private mutating func noteGaps(_ named: [FoundPatch]) {
        let postings = Posting.all(of: named.filter { $0.tag?.isPatch == true })
        for posting in postings where !posting.missing.isEmpty {
            let missing = Enumeration.list(posting.missing.map(String.init))
            notes.append(
                "\(posting.patches.names) \(posting.patches.count == 1 ? "is" : "are") of a series of \(posting.key.count ?? 0) "
                    + "patches; \(missing) \(posting.missing.count == 1 ? "is" : "are") not named")
        }
    }

    private mutating func leaveRepeated() {
        var kept: [FoundPatch] = []
        for found in chosen {
            if let twin = kept.first(where: { $0.isSame(as: found) }) {
                leftOut.append(found.leftOut(.repeated, "it is the same as \(twin.origin)"))
            } else {
                kept.append(found)
            }
        }
        chosen = kept
    }

    /// Two versions of one patch out of two inputs: nobody wants both.
    private func refuseVersions() throws {
        let tagged = versioned.filter { $0.tag?.isPatch == true }
        for (index, found) in tagged.enumerated() {
            let other = tagged[..<index].first { $0.key == found.key && $0.tag?.version != found.tag?.version }
            guard let other else { continue }
            throw StraitError(
                .request,
                "two versions of one patch are named: \([other, found].names), in \(other.origin) and \(found.origin); leave one out"
            )
        }
    }

    private static func nothing(_ first: PatchLeftOut) -> StraitError {
        StraitError(
            .request, "there is no patch to apply: “\(first.name)” (\(first.origin)) is left out, since \(first.reason)"
        )
    }
}
