// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// The patches of a request: read, chosen, and each with the files that git finds in it.
struct PatchCollection: Sendable {
    /// A directory of the caller's that is written to.
    let scratch: FilePath
    /// A repository without anything in it: git must not find one above.
    let empty: FilePath
    /// The tree that is to be patched; nil where none is named.
    let tree: FilePath?

    /// The patches of `places`, in order. Errors: `request` for what cannot be read, is ambiguous, is not complete, or
    /// is damaged.
    func read(_ places: [String]) async throws -> PatchSet {
        let selection = try PatchSelection(of: try await PatchReader(scratch: scratch, tree: tree).inputs(places))
        var patches: [Patch] = []
        for (index, found) in selection.chosen.enumerated() {
            patches.append(try await patch(found, file: scratch.appending("\(index).diff")))
        }
        let versions = Set(patches.map(\.applied.version))
        let titles = selection.covers.map(\.title)
        return PatchSet(
            title: titles.count == 1 ? titles[0] : nil, version: versions.count == 1 ? versions.first ?? nil : nil,
            patches: patches, leftOut: selection.leftOut, notes: selection.notes,
            base: (selection.covers + selection.chosen).lazy.compactMap(\.baseCommit).first.map {
                BaseCommit(commit: $0)
            })
    }

    private func patch(_ found: FoundPatch, file: FilePath) async throws -> Patch {
        let tag = found.tag
        let applied = AppliedPatch(
            name: found.subject, sha256: Digest.of(found.diff), number: tag?.count == nil ? nil : tag?.number,
            count: tag?.count, version: tag?.version, subject: tag?.title, author: found.author,
            date: found.date?.formatted(.iso8601), messageID: found.messageID)
        let patch = Patch(
            applied: applied, origin: found.origin, files: [], diff: found.diff, strip: try strip(found),
            damage: found.carrier?.sentence)
        // A carriage return would be taken for a part of a name.
        let isCarried = DiffText.lineEnds(found.diff) == .carried
        try WholeFile.write(isCarried ? DiffText.withoutCarriageReturns(found.diff) : found.diff, to: file.string)
        return try await PatchGit(empty: empty, directory: scratch).listed(patch, file: file)
    }

    private func strip(_ found: FoundPatch) throws -> Int? {
        if let strip = found.strip { return strip }
        switch StripLevel.of(found.diff) {
        case .known(let level): return level
        case .unclear: return nil
        case .mixed:
            throw StraitError(
                .request, "the patch \(found.subject) has paths with a/ and b/ and paths without: make it with one kind"
            )
        }
    }
}

extension FoundPatch.Carrier {
    /// What was done to a diff, as a reason for its not applying.
    var sentence: String {
        switch self {
        case .clearSigned:
            "it is signed in the clear, which puts a dash before its lines that begin with one: take it from before the signature"
        case .flowed: "its mail is format=flowed, which joins lines that end with a blank"
        case .html: "its mail is HTML"
        case .alternative: "its mail has the text a second time, as HTML: save the plain text alone"
        }
    }
}
