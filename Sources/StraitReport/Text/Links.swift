// SPDX-License-Identifier: Apache-2.0

/// Links within the page and to the files beside it.
enum Links {
    /// The fragment of a cell.
    static func anchor(_ id: String) -> String { "#" + encoded(id) }

    /// An address that a configuration names, where it is one that may stand in a page: http or https, and of plain characters only. Nil
    /// for anything else, which is shown as the text that it is: a configuration may be anybody's, and a `javascript:` be in it.
    static func outside(_ text: String) -> String? {
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix), text.utf8.count > scheme.utf8.count,
            text.utf8.count <= 2000
        else { return nil }
        let forbidden = Set("\"'<>\\^`{|}".utf8)
        return text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !forbidden.contains($0) } ? text : nil
    }

    /// A path with everything encoded that is not plain, so that no name can be taken for a scheme, a query or a way up.
    static func file(_ base: String, _ parts: String...) -> String {
        // A leading "./": "javascript:x" as a first part would be a scheme.
        (base.isEmpty ? "./" : base) + parts.map(encoded).joined(separator: "/")
    }

    private static func encoded(_ text: String) -> String {
        // A browser takes even "%2E%2E" for the way up.
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
