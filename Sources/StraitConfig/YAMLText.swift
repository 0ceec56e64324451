// SPDX-License-Identifier: Apache-2.0

/// Checks on the text of a file before a YAML parser sees it: what would lead it astray, and what it tells badly.
enum YAMLText {
    /// The largest file that is read. The largest sensible matrix takes a few hundred lines.
    static let largestFile = 1 << 20

    /// The most `*name` in a file. Aliases of aliases multiply; with this many of them they cannot do so beyond some 100,000
    /// values, whatever the file does with them (it is e^(n/e) at the worst), so neither the parser's memory nor its time runs away.
    static let mostAliases = 32

    /// Tells what is wrong; true where the text may be parsed.
    static func check(_ text: String, _ problems: Problems) -> Bool {
        guard text.utf8.count <= largestFile else {
            problems.add("the file has \(text.utf8.count) bytes; a configuration has at most \(largestFile)", line: nil)
            return false
        }
        var line = 1
        for scalar in text.unicodeScalars {
            if scalar == "\n" { line += 1 }
            guard let complaint = complaint(scalar) else { continue }
            problems.add(complaint, line: line)
            return false
        }
        guard aliases(text) <= mostAliases else {
            problems.add("more than \(mostAliases) aliases (*name); a list or defaults say it shorter", line: nil)
            return false
        }
        return true
    }

    private static func complaint(_ scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0x09, 0x0a, 0x0d, 0x20...0x7e: nil
        case 0x00...0x1f, 0x7f: "a control character (U+\(hex(scalar))): this is not a text file"
        // What decoding leaves in the place of bytes that are not UTF-8.
        case 0xfffd: "text that is not UTF-8"
        case DuplicateKeys.marker.value: "U+\(hex(scalar)), a character that strait keeps for itself"
        default: nil
        }
    }

    private static func hex(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// How many aliases there can be at most: every `*` that begins a word, except on lines that are comments.
    private static func aliases(_ text: String) -> Int {
        text.utf8.split(separator: UInt8(ascii: "\n")).reduce(0) { total, line in
            let content = line.drop { $0 == UInt8(ascii: " ") }
            guard content.contains(UInt8(ascii: "*")), content.first != UInt8(ascii: "#") else { return total }
            var before = UInt8(ascii: " ")
            return content.reduce(total) { count, byte in
                defer { before = byte }
                return byte == UInt8(ascii: "*") && " \t,[{:-?}]\"'".utf8.contains(before) ? count + 1 : count
            }
        }
    }
}
