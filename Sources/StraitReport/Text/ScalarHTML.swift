// SPDX-License-Identifier: Apache-2.0

import Mustache

/// Escapes for HTML byte by byte.
///
/// The library's own escaping goes by grapheme clusters, and a quotation mark with a combining accent after it is another character
/// than a quotation mark: it would pass, and end an attribute. A browser goes by code points, and so does this.
struct ScalarHTML: MustacheContentType {
    /// The name that every template asks for in its first line.
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
