// SPDX-License-Identifier: Apache-2.0

/// Breaks text into lines and columns for a terminal or a mail.
enum TextLines {
    /// Text in lines of at most `width` columns; further lines start with `indent`. A longer word is not broken.
    static func wrapped(_ text: String, _ width: Int, _ indent: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let start = lines.isEmpty ? "" : indent
            if line.isEmpty {
                line = start + word
            } else if line.count + 1 + word.count <= width {
                line += " " + word
            } else {
                lines.append(line)
                line = indent + word
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// The same with the text's own indentation; words longer than a line are broken, after a comma if possible.
    static func broken(_ text: String, _ width: Int, _ indent: String) -> [String] {
        let lead = String(text.prefix { $0 == " " })
        let room = width - max(indent.count, lead.count)
        let words = text.split(separator: " ").flatMap { pieces(of: String($0), room) }
        var lines = wrapped(words.joined(separator: " "), width - lead.count, indent)
        if let first = lines.first { lines[0] = lead + first }
        return lines.flatMap { line in line.count <= width ? [line] : pieces(of: line, width) }
    }

    /// A word in pieces of at most `width` columns, broken after a comma if possible.
    static func pieces(of word: String, _ width: Int) -> [String] {
        var parts: [String] = []
        var rest = Substring(word)
        while rest.count > width {
            let head = rest.prefix(width)
            let end = head.lastIndex(of: ",").map { rest.index(after: $0) } ?? head.endIndex
            parts.append(String(rest[..<end]))
            rest = rest[end...]
        }
        return parts + [String(rest)]
    }

    /// Text padded to the width of its column.
    static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// A line without blanks at its end.
    static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }

    /// strait's own words in ASCII, for a mail.
    static func ascii(_ text: String) -> String {
        text.replacing("…", with: "...").replacing("“", with: "\"").replacing("”", with: "\"").replacing("×", with: "x")
    }
}
