// SPDX-License-Identifier: Apache-2.0

/// The patches that a request names, in the order in which they are applied, and what of the inputs was not taken.
public struct PatchSet: Sendable, Hashable {
    /// The title of the series, of its cover letter; nil where there is none, and for several series.
    public var title: String?
    /// The version of the series; nil for plain diffs, and for several series of different versions.
    public var version: Int?
    /// The patches in order.
    public var patches: [Patch]
    /// What of the inputs is not applied, and why.
    public var leftOut: [PatchLeftOut]
    /// What has to be known of the choice, a sentence each: that a newer version is not complete, that line ends were
    /// mended.
    public var notes: [String]
    /// The commit that the series is made for, as it says itself; nil where it does not.
    public var base: BaseCommit?

    /// Patches in order.
    public init(
        title: String? = nil, version: Int? = nil, patches: [Patch] = [], leftOut: [PatchLeftOut] = [],
        notes: [String] = [], base: BaseCommit? = nil
    ) {
        self.title = title
        self.version = version
        self.patches = patches
        self.leftOut = leftOut
        self.notes = notes
        self.base = base
    }

    /// The first `count` patches of it: the tree of patch k is what patch k+1 comes on top of.
    public func first(_ count: Int) -> PatchSet {
        var set = self
        set.patches = Array(patches.prefix(count))
        return set
    }
}

/// A mail or file that is not applied.
public struct PatchLeftOut: Sendable, Hashable, Codable {
    /// Why, for a program.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// An answer to a patch, whatever diff is in it.
        case reply
        /// The cover letter of a series.
        case cover
        /// Of an older version than the one that is taken.
        case older
        /// Of a newer version, which is not complete.
        case incomplete
        /// The same as another one.
        case repeated
        /// A patch in reply to the series that is not of it.
        case extra
        /// It is not called a patch, although it has a diff.
        case untagged
        /// It has no diff.
        case empty
    }

    /// Its subject, or its file's name.
    public var name: String
    /// Where it was found.
    public var origin: String
    /// The mail's Message-ID without its brackets; nil where there is none.
    public var messageID: String?
    /// Whether it has a diff.
    public var hasDiff: Bool
    /// Why, for a program.
    public var kind: Kind
    /// Why, in words.
    public var reason: String

    /// A mail or file that is not applied.
    public init(
        name: String, origin: String, messageID: String? = nil, hasDiff: Bool, kind: Kind, reason: String
    ) {
        self.hasDiff = hasDiff
        self.name = name
        self.origin = origin
        self.messageID = messageID
        self.kind = kind
        self.reason = reason
    }
}

/// The commit that a series is made for (`base-commit:`, git-format-patch(1)), and what of it was found in the tree.
public struct BaseCommit: Sendable, Hashable, Codable {
    /// Where the tree has it.
    public enum Place: String, Sendable, Hashable, Codable {
        /// It is what is checked out.
        case head
        /// It is in the history of what is checked out, `distance` commits before it.
        case ancestor
        /// The repository has it, but what is checked out is not made from it.
        case elsewhere
        /// The repository does not have it.
        case missing
        /// The tree is no git repository.
        case noRepository
        /// Nobody named a tree to look in.
        case unknown
    }

    /// The commit's hash.
    public var commit: String
    /// Where the tree has it.
    public var place: Place
    /// How many commits what is checked out has on top of it; nil but for `ancestor`.
    public var distance: Int?

    /// A base.
    public init(commit: String, place: Place = .unknown, distance: Int? = nil) {
        self.commit = commit
        self.place = place
        self.distance = distance
    }
}

/// Whether a set of patches applies to a tree, patch by patch.
public struct PatchTrial: Sendable, Hashable, Codable {
    /// What became of one patch.
    public struct Result: Sendable, Hashable, Codable {
        /// Whether it applies on top of those before it; nil where one before it does not.
        public var applies: Bool?
        /// Why not; nil where it applies.
        public var reason: String?

        /// What became of a patch.
        public init(applies: Bool?, reason: String? = nil) {
            self.applies = applies
            self.reason = reason
        }
    }

    /// The tree's directory.
    public var tree: String
    /// The patches of the set in order.
    public var results: [Result]

    /// A trial.
    public init(tree: String, results: [Result]) {
        self.tree = tree
        self.results = results
    }

    /// Whether all of them apply.
    public var applies: Bool { results.allSatisfy { $0.applies == true } }
}
