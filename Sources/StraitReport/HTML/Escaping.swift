// SPDX-License-Identifier: Apache-2.0

import Mustache
import StraitModel

/// Escapes HTML byte by byte.
///
/// The library's own escaping works on grapheme clusters. A quotation mark followed by a combining accent is another
/// cluster than a quotation mark, so it would not be escaped and could end an attribute. Browsers work on code points,
/// and so does this.
struct ScalarHTML: MustacheContentType {
    /// The name that the first line of every template contains.
    static let name = "STRAIT"

    static func register() { MustacheContentTypes.register(ScalarHTML(), named: name) }

    func escapeText(_ text: String) -> String {
        guard text.utf8.contains(where: Self.isSpecial) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count + 32)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "<"): result += "&lt;".utf8
            case UInt8(ascii: ">"): result += "&gt;".utf8
            case UInt8(ascii: "&"): result += "&amp;".utf8
            case UInt8(ascii: "\""): result += "&quot;".utf8
            case UInt8(ascii: "'"): result += "&#39;".utf8
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }
}

/// Links within the page and to the files next to it.
enum Links {
    /// The fragment for a cell.
    static func anchor(_ id: String) -> String { "#" + encoded(id) }

    /// A link of the configuration if it is safe in a page: http or https, with plain characters only. Nil for anything
    /// else, which is shown as text: a configuration can come from anybody and contain `javascript:`.
    static func outside(_ text: String) -> String? {
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix), text.utf8.count > scheme.utf8.count,
            text.utf8.count <= 2000
        else { return nil }
        let forbidden = Set("\"'<>\\^`{|}".utf8)
        return text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !forbidden.contains($0) } ? text : nil
    }

    /// A path with all special characters encoded, so that no name becomes a scheme, a query or a parent directory.
    static func file(_ base: String, _ parts: String...) -> String {
        // With "./" in front, because "javascript:x" as the first part would be a scheme.
        (base.isEmpty ? "./" : base) + parts.map(encoded).joined(separator: "/")
    }

    private static func encoded(_ text: String) -> String {
        // Browsers treat even "%2E%2E" as the parent directory.
        if text == "." || text == ".." { return "_" }
        var result = ""
        for byte in text.utf8 {
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "-._~,+".contains(character) {
                result.append(character)
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}

/// How much of a guest's text a cell may still show, because ten thousand guests with long output would make a page
/// that nobody can open. The files contain everything.
final class Allowance {
    private var left: Int

    /// An equal share of a megabyte for each cell that is shown in full.
    init(cells: Int) { left = min(200_000, 1_000_000 / max(1, cells)) }

    /// The first lines, cleaned: at most `most`, and only as far as the allowance reaches. The rest is counted. `around`: bytes that
    /// the page itself writes around each.
    func lines(_ lines: [String], most: Int, around: Int = 6) -> (shown: [String], left: Int) {
        var shown: [String] = []
        for line in lines.prefix(most) {
            let clean = Clean.line(line, limit: 400)
            let cost = ScalarHTML().escapeText(clean).utf8.count + around
            guard cost <= left else { break }
            left -= cost
            shown.append(clean)
        }
        return (shown, lines.count - shown.count)
    }
}
