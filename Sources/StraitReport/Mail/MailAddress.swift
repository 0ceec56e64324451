// SPDX-License-Identifier: Apache-2.0

/// One address of a mail's head with its name, as it is written there.
struct MailAddress: Sendable, Equatable {
    /// `Name <address>`, or the address alone.
    let text: String

    /// The address in small letters, by which two are the same.
    var key: String {
        let inside = text.lastIndex(of: "<").map { text[text.index(after: $0)...].prefix { $0 != ">" } } ?? text[...]
        return inside.filter { !$0.isWhitespace }.lowercased()
    }

    /// The addresses of a field. Commas in quotes and in comments separate nothing (RFC 5322, 3.2.4 and 3.2.2).
    static func list(_ field: String) -> [MailAddress] {
        var parts = [""]
        var (isQuoted, depth, isEscaped) = (false, 0, false)
        for letter in field {
            let wasEscaped = isEscaped
            isEscaped = letter == "\\" && !wasEscaped
            if !wasEscaped {
                switch letter {
                case "\"": isQuoted.toggle()
                case "(" where !isQuoted: depth += 1
                case ")" where !isQuoted: depth = max(0, depth - 1)
                default: break
                }
            }
            if letter == ",", !isQuoted, depth == 0 { parts.append("") } else { parts[parts.count - 1].append(letter) }
        }
        return parts.map { MailAddress(text: $0.trimmed) }.filter { $0.key.contains("@") }
    }
}

extension String {
    /// The text without spaces at its ends, and each run of them inside as one.
    var trimmed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
