// SPDX-License-Identifier: Apache-2.0

/// Makes text from a guest or a file safe to show: it must not act on a terminal, and must not reorder, hide or cover
/// the text next to it.
public enum Clean {
    /// One line: control sequences are removed, control characters become pictures, direction and zero-width characters
    /// become U+FFFD, and it is cut at `limit` characters with a note. Clean text is unchanged.
    public static func line(_ text: String, limit: Int = 4000) -> String {
        if text.utf8.count <= limit, text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return text }
        var result = String.UnicodeScalarView()
        var count = 0
        var marks = 0
        var left = 0
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            if scalar == "\u{1b}" || scalar == "\u{9b}" {
                skipSequence(&scalars, introduced: scalar == "\u{9b}")
                continue
            }
            // More than two combining marks on a letter would draw over other lines.
            marks = isMark(scalar) ? marks + 1 : 0
            if marks > 2 { continue }
            guard count < limit else {
                left += 1
                continue
            }
            count += 1
            result.append(shown(scalar))
        }
        let kept = String(result)
        return left == 0 ? kept : kept + " … (\(left) more characters)"
    }

    /// Several lines, each of them cleaned; the sequences in `keeping`, which belong to the caller, are kept.
    public static func text(_ text: String, keeping own: [String] = []) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var (kept, rest) = ("", line)
            while let (range, sequence) = first(of: own, in: rest) {
                kept += Clean.line(String(rest[..<range.lowerBound]), limit: longest) + sequence
                rest = rest[range.upperBound...]
            }
            return kept + Clean.line(String(rest), limit: longest)
        }.joined(separator: "\n")
    }

    /// No sentence of strait is longer.
    private static let longest = 16_000

    private static func first(of sequences: [String], in text: Substring) -> (Range<Substring.Index>, String)? {
        guard !sequences.isEmpty, text.utf8.contains(0x1b) else { return nil }
        return sequences.compactMap { sequence in text.firstRange(of: sequence).map { ($0, sequence) } }
            .min { $0.0.lowerBound < $1.0.lowerBound }
    }

    /// The same JSON with escapes for characters that act on a terminal and that an encoder keeps: DEL, C1 controls,
    /// direction and line separators (RFC 8259, 7, allows escapes for any character).
    public static func json(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isPlain =
                switch scalar.properties.generalCategory {
                case .control: scalar.value < 0x7f
                case .format, .lineSeparator, .paragraphSeparator: false
                default: true
                }
            if isPlain {
                result.append(scalar)
            } else {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    result.append(
                        contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
                }
            }
        }
        return String(result)
    }

    /// The lines of a console: invalid UTF-8 becomes U+FFFD, and carriage returns at line ends are removed.
    public static func lines(_ bytes: some Collection<UInt8>) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            let end = line.lastIndex { $0 != UInt8(ascii: "\r") }
            guard let end else { return "" }
            return Clean.line(String(decoding: line[...end], as: UTF8.self), limit: 400)
        }
    }

    /// ECMA-48: `ESC [` up to a final byte, `ESC ]` up to BEL or ST, any other `ESC` with one character.
    private static func skipSequence(_ scalars: inout String.UnicodeScalarView.Iterator, introduced: Bool) {
        let kind = introduced ? "[" : scalars.next()
        // Limited in length, because an unfinished sequence must not remove all that follows.
        switch kind {
        case "[": skip(&scalars, atMost: 32) { (0x40...0x7e).contains($0.value) }
        case "]", "P", "_", "^", "X": skip(&scalars, atMost: 256) { $0 == "\u{07}" || $0 == "\u{9c}" || $0 == "\\" }
        case "(", ")", "#": _ = scalars.next()
        default: break
        }
    }

    private static func skip(
        _ scalars: inout String.UnicodeScalarView.Iterator, atMost limit: Int, until isLast: (Unicode.Scalar) -> Bool
    ) {
        var skipped = 0
        while skipped < limit, let scalar = scalars.next(), !isLast(scalar) { skipped += 1 }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        return switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        default: false
        }
    }

    private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x09, 0x0a, 0x0d: return " "
        // Control pictures: a NUL becomes ␀.
        case 0..<0x20: return Unicode.Scalar(0x2400 + scalar.value) ?? "\u{fffd}"
        case 0x7f: return "\u{2421}"
        case 0x20..<0x7f: return scalar
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
            return "\u{fffd}"
        default: return scalar
        }
    }
}
