// SPDX-License-Identifier: Apache-2.0

/// A patch that was applied, as a run records it: who wrote what, and the exact bytes by their hash.
public struct AppliedPatch: Sendable, Hashable, Codable {
    /// Its file's name, or its mail's subject with all that stands before the title: `[PATCH v3 2/13] mm: …`.
    public var name: String
    /// SHA-256 of the diff: of the whole file for a plain diff, of what `git mailinfo` takes for the patch of a mail.
    public var sha256: String
    /// Its number in its series, from 1; nil for one that is not numbered.
    public var number: Int?
    /// How many patches its series has; nil for one that is not numbered.
    public var count: Int?
    /// The version of its series; nil for a plain diff, which has none.
    public var version: Int?
    /// The title alone: `mm: …`; nil for a plain diff.
    public var subject: String?
    /// `Name <address>`; nil for a plain diff.
    public var author: String?
    /// When it was written, ISO 8601 in UTC; nil where nothing says so.
    public var date: String?
    /// The mail's Message-ID without its brackets; nil for what was no mail.
    public var messageID: String?

    /// A patch.
    public init(
        name: String, sha256: String, number: Int? = nil, count: Int? = nil, version: Int? = nil,
        subject: String? = nil, author: String? = nil, date: String? = nil, messageID: String? = nil
    ) {
        self.name = name
        self.sha256 = sha256
        self.number = number
        self.count = count
        self.version = version
        self.subject = subject
        self.author = author
        self.date = date
        self.messageID = messageID
    }
}
