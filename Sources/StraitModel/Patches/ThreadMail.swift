// SPDX-License-Identifier: Apache-2.0

/// The mail of a thread that an answer about its series goes to: its fields as they are in the mail, in one line each, still
/// encoded. Whoever sent it may have written anything into them.
public struct ThreadMail: Sendable, Equatable {
    /// Its Message-ID, with the angle brackets.
    public var messageID: String
    /// The ids of the mails that it answers, oldest first, with the angle brackets.
    public var references: [String]
    /// Who sent it.
    public var from: String
    /// Whom it was sent to; empty for nobody.
    public var to: String
    /// Who else got it; empty for nobody.
    public var cc: String
    /// Its subject.
    public var subject: String

    /// Makes a mail.
    public init(messageID: String, references: [String], from: String, to: String, cc: String, subject: String) {
        self.messageID = messageID
        self.references = references
        self.from = from
        self.to = to
        self.cc = cc
        self.subject = subject
    }
}
