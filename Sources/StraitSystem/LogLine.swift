// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A line of the log: clean, of a bounded length, and without secrets. Pure.
enum LogLine {
    /// More of a command than anyone reads.
    private static let longest = 2000

    /// `2026-11-23T00:15:00.123Z debug libvirt: …`.
    static func text(_ time: Date, _ level: String, _ label: String, _ message: String) -> String {
        let stamp = time.formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
        return "\(stamp) \(level) \(label): \(clean(withoutSecrets(message)))"
    }

    /// In one line, and nothing in it acts on a terminal: what a guest or a program said may be anything.
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

    /// Takes away what lets somebody in somewhere: private keys, the user and password of an address, and what follows words that
    /// announce a secret. Nothing that strait logs has one in it; addresses and commands are the user's own and may.
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
