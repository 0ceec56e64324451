// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What `strait patches --json` prints.
public struct PatchListing: Encodable, Sendable {
    /// The form's name and version.
    public static let schema = "strait.patches/1"

    /// A patch of it.
    struct Entry: Encodable, Sendable {
        let name, origin, sha256: String
        let number, count, version: Int?
        let subject, author, date, messageID: String?
        let files: [String]
        let applies: Bool?
        let reason: String?
    }

    let schema = PatchListing.schema
    let title: String?
    let version: Int?
    let base: BaseCommit?
    let patches: [Entry]
    let leftOut: [PatchLeftOut]
    let notes: [String]
    let tree: String?
    let applies: Bool?

    /// A set of patches with what a tree says of it.
    public init(_ set: PatchSet, _ trial: PatchTrial?) {
        title = set.title
        version = set.version
        base = set.base
        patches = set.patches.enumerated().map { index, patch in
            let (applied, result) = (patch.applied, trial?.results[index])
            return Entry(
                name: applied.name, origin: patch.origin, sha256: applied.sha256, number: applied.number,
                count: applied.count, version: applied.version, subject: applied.subject, author: applied.author,
                date: applied.date, messageID: applied.messageID, files: patch.files, applies: result?.applies,
                reason: result?.reason)
        }
        leftOut = set.leftOut
        notes = set.notes
        tree = trial?.tree
        applies = trial?.applies
    }
}
