// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// A text as the answer to a mail of a thread, ready for `git send-email`: its head, the text, and files as attachments (RFC 2046).
public struct MailAnswer: Sendable {
    /// A file that goes with the mail.
    public struct Attachment: Sendable {
        let name: String
        let content: [UInt8]

        /// Makes an attachment; the name is one that a file system accepts.
        public init(name: String, content: [UInt8]) {
            self.name = name
            self.content = content
        }
    }

    private let target: ThreadMail
    private let text: String
    private let attachments: [Attachment]
    private let sender: MailAddress?

    /// The longest line of a mail (RFC 5322, 2.1.1).
    private static let longestLine = 998
    /// The length of a line of base64 (RFC 2045, 6.8).
    private static let base64Line = 76

    /// Makes an answer. Without a sender (`Name <address>`) git send-email uses its own.
    public init(to target: ThreadMail, text: String, attachments: [Attachment] = [], sender: String? = nil) {
        (self.target, self.text, self.attachments) = (target, text, attachments)
        self.sender = sender.map { MailAddress(text: Clean.line($0, limit: 300)) }
    }

    /// The mail.
    public var mail: String {
        let boundary = boundary
        var lines = head + ["MIME-Version: 1.0", "Content-Transfer-Encoding: 8bit"]
        guard !attachments.isEmpty else {
            return (lines + ["Content-Type: text/plain; charset=UTF-8", "", text]).joined(separator: "\n")
        }
        lines += ["Content-Type: multipart/mixed; boundary=\"\(boundary)\"", "", "--\(boundary)"]
        lines += ["Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: 8bit", "", text]
        for attachment in attachments { lines += ["--\(boundary)"] + Self.part(attachment) }
        return (lines + ["--\(boundary)--"]).joined(separator: "\n") + "\n"
    }

    private var head: [String] {
        let to = MailAddress.list(target.from)
        var known = Set(to.map(\.key) + (sender.map { [$0.key] } ?? []))
        let others = (MailAddress.list(target.to) + MailAddress.list(target.cc)).filter {
            known.insert($0.key).inserted
        }
        let subject = Clean.line(target.subject, limit: Self.longestLine)
        return (sender.map { ["From: \($0.text)"] } ?? []) + Self.folded("To", to.map(\.text), ",")
            + Self.folded("Cc", others.map(\.text), ",") + ["Subject: Re: \(subject)"]
            + Self.folded("In-Reply-To", [target.messageID], "")
            + Self.folded("References", target.references + [target.messageID], "")
    }

    /// A field with a line for each value; none without values.
    private static func folded(_ name: String, _ values: [String], _ separator: String) -> [String] {
        let values = values.map { Clean.line($0, limit: 900) }
        guard !values.isEmpty else { return [] }
        return ["\(name): " + values.joined(separator: "\(separator)\n ")]
    }

    private static func part(_ attachment: Attachment) -> [String] {
        let name = attachment.name.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline }
        let head = [
            "Content-Type: text/plain; charset=UTF-8; name=\"\(name)\"",
            "Content-Disposition: attachment; filename=\"\(name)\"",
        ]
        guard isPlain(attachment.content) else {
            let encoded = Data(attachment.content).base64EncodedString()
            return head + ["Content-Transfer-Encoding: base64", ""] + pieces(encoded)
        }
        let text = String(decoding: attachment.content, as: UTF8.self)
        return head + ["Content-Transfer-Encoding: 8bit", "", text.hasSuffix("\n") ? String(text.dropLast()) : text]
    }

    /// Whether it survives as it is: UTF-8, short lines that end in line feeds, no control characters.
    private static func isPlain(_ bytes: [UInt8]) -> Bool {
        guard String(validating: bytes, as: UTF8.self) != nil,
            bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x0a || $0 == 0x09 })
        else { return false }
        let lines = bytes.split(separator: 0x0a)
        // `From ` at the begin of a line is changed on the way.
        return lines.allSatisfy { $0.count <= longestLine && !$0.starts(with: Array("From ".utf8)) }
    }

    private static func pieces(_ text: String) -> [String] {
        var lines: [String] = []
        var rest = text.utf8[...]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(base64Line)) ?? "")
            rest = rest.dropFirst(base64Line)
        }
        return lines
    }

    /// What separates the parts: it is in none of them, and the same for the same mail.
    private var boundary: String {
        let parts = [text] + attachments.map { String(decoding: $0.content, as: UTF8.self) }
        var number = 0
        while parts.contains(where: { $0.contains(Self.boundary(number)) }) { number += 1 }
        return Self.boundary(number)
    }

    private static func boundary(_ number: Int) -> String { "=_strait_\(number)" }
}
