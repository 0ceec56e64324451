// SPDX-License-Identifier: Apache-2.0

/// Checks a file's text before the YAML parser: what would mislead the parser, and what it reports badly.
enum YAMLText {
    /// The largest file to read, in bytes. A large sensible matrix has a few hundred lines.
    static let largestFile = 1 << 20

    /// The most aliases (`*name`) in a file. Aliases of aliases multiply: this many give at most about 100,000 values
    /// (the worst case is e^(n/e)), so the parser's memory and time stay limited.
    static let mostAliases = 32

    /// Reports errors; returns whether the text may be parsed.
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
            problems.add("more than \(mostAliases) aliases (*name); write a list or defaults instead", line: nil)
            return false
        }
        return true
    }

    private static func complaint(_ scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0x09, 0x0a, 0x0d, 0x20...0x7e: nil
        case 0x00...0x1f, 0x7f: "a control character (U+\(hex(scalar))): this is not a text file"
        // What decoding puts in place of bytes that are not UTF-8.
        case 0xfffd: "text that is not UTF-8"
        case DuplicateKeys.marker.value: "U+\(hex(scalar)), a character reserved for strait"
        default: nil
        }
    }

    private static func hex(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The most aliases that there can be: every `*` at the start of a word, except in comment lines.
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
