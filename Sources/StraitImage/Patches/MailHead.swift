// SPDX-License-Identifier: Apache-2.0

/// The head of a mail, and what its subject says.
struct MailHead: Sendable {
    let mail: RawMail
    /// Read from the decoded subject.
    let tag: SubjectTag
}
