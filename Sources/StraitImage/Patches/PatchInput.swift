// SPDX-License-Identifier: Apache-2.0

/// One input of a request, as it was read: what may be a patch in it, and how to choose.
struct PatchInput: Sendable, Equatable {
    /// How its patches belong together.
    enum Kind: Sendable, Equatable {
        /// A file with one patch, which is meant whatever its number is.
        case alone
        /// Mails that were collected: a mailbox, a directory, a pattern.
        case pile
        /// Somebody has put them in order: quilt, commits.
        case ordered
    }

    /// What it is called in messages: the path as it was named.
    var name: String
    /// How its patches belong together.
    var kind: Kind
    /// What may be a patch, in the input's order.
    var found: [FoundPatch]
}
