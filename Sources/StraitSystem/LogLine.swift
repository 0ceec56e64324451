// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Formats a log line: one line, of limited length, without control characters or secrets. Pure.
enum LogLine {
    /// Longer commands are cut.
    private static let longest = 2000

    /// `2026-11-23T00:15:00.123Z debug libvirt: …`.
    static func text(_ time: Date, _ level: String, _ label: String, _ message: String) -> String {
        let stamp = time.formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
        return "\(stamp) \(level) \(label): \(clean(withoutSecrets(message)))"
    }

    /// Removes line breaks and control characters: the output of guests and programs is not trusted.
    static func clean(_ message: String) -> String {
        let shown = message.count > longest ? "\(message.prefix(longest))…" : message
        return String(
            shown.replacing("\r\n", with: "\n").unicodeScalars.reduce(into: String.UnicodeScalarView()) {
                text, scalar in
                switch scalar {
                case "\n": text.append(contentsOf: "\\n".unicodeScalars)
                case "\t": text.append(" ")
                default:
                    let unseen: [Unicode.GeneralCategory] = [.control, .format, .lineSeparator, .paragraphSeparator]
                    text.append(unseen.contains(scalar.properties.generalCategory) ? "?" : scalar)
                }
            })
    }

    /// Removes private keys, the user and password of a URL, and the text after words that announce a secret. Strait
    /// itself logs no secrets, but the user's URLs and commands may contain one.
    static func withoutSecrets(_ message: String) -> String {
        message
            .replacing(
                /-----BEGIN [A-Z ]*PRIVATE KEY-----(.|\n)*?(-----END [A-Z ]*PRIVATE KEY-----|$)/, with: "(private key)"
            )
            .replacing(/:\/\/[^\/\s@]+@/, with: "://(user)@")
            .replacing(/(?i)(authorization:\s*(?:basic|bearer)?\s*|bearer\s+)[^\s'"]+/) { "\($0.1)(secret)" }
            .replacing(/(?i)((?:password|passwd|passphrase|secret|token|api[-_]?key)[=:\s]\s*)[^\s'"&]+/) {
                "\($0.1)(secret)"
            }
    }
}
