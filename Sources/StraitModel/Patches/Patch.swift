// SPDX-License-Identifier: Apache-2.0

/// A patch, ready to be applied: who wrote what, the files, and the diff.
public struct Patch: Sendable, Hashable {
    /// What a run records of it.
    public var applied: AppliedPatch
    /// Where it was found: the file's name, and of a mailbox the mail's place in it.
    public var origin: String
    /// The files that it touches, as paths below the tree, each once and in the patch's order.
    public var files: [String]
    /// The diff, byte for byte; what stands around it (the rest of a mail) may be there, too.
    public var diff: [UInt8]
    /// How many leading parts of the paths in the diff are not of the tree, as `git apply -p` takes it; nil where only
    /// a tree can tell.
    public var strip: Int?
    /// What happened to the diff on its way that may be why it cannot be applied: signed in the clear, `format=flowed`;
    /// nil for nothing.
    public var damage: String?

    /// A patch.
    public init(
        applied: AppliedPatch, origin: String, files: [String], diff: [UInt8], strip: Int? = 1, damage: String? = nil
    ) {
        self.applied = applied
        self.origin = origin
        self.files = files
        self.diff = diff
        self.strip = strip
        self.damage = damage
    }

    /// What messages call it: the file's name, or the mail's subject.
    public var name: String { applied.name }
}
