// SPDX-License-Identifier: Apache-2.0

/// Text of others in Markdown as GitHub reads it (GFM): nothing in it formats, links, mentions anybody or is HTML.
enum MarkdownText {
    /// Characters that begin something; each has a backslash before it (GFM, 6.1), or is an entity where that is not enough.
    private static let special = Set("\\`*_[]()#~|!")

    /// Plain text in one line.
    static func plain(_ text: String, limit: Int = 600) -> String {
        Clean.line(text, limit: limit).reduce(into: "") { result, letter in
            switch letter {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            // A name behind it would be told.
            case "@": result += "&#64;"
            case _ where special.contains(letter): result += "\\\(letter)"
            default: result.append(letter)
            }
        }
    }

    /// Text as code in one line; a backtick, which would end it, becomes an apostrophe.
    static func code(_ text: String, limit: Int = 600) -> String {
        "`" + Clean.line(text, limit: limit).replacing("`", with: "'").replacing("|", with: "¦") + "`"
    }

    /// Lines as a block of code.
    static func block(_ lines: [String]) -> [String] {
        ["```text"] + lines.map { Clean.line($0, limit: 600).replacing("`", with: "'") } + ["```"]
    }
}
