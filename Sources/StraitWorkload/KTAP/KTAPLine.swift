// SPDX-License-Identifier: Apache-2.0

/// One parsed line of KTAP (Documentation/dev-tools/ktap.rst of the kernel).
struct KTAPLine {
    /// A result's directive.
    enum Directive: String {
        case skip = "SKIP"
        case todo = "TODO"
        case xfail = "XFAIL"
        case timeout = "TIMEOUT"
        case error = "ERROR"
    }

    enum Content: Equatable {
        case version
        case plan(Int, skip: String?)
        case result(isOK: Bool, name: String, directive: Directive?, data: String)
        case bailOut(String)
        case totals([String: Int])
        case diagnostic(String)
    }

    /// The depth of nesting: two blanks per level in the specification, `# ` per level from kselftest's runner.
    var depth: Int
    var content: Content

    static let deepest = 16
    static let longestName = 256
    private static let largestPlan = 1_000_000

    init(_ line: String) {
        var rest = line[...]
        var depth = 0
        var comments = 0
        while true {
            if let content = Self.structure(rest) {
                self.depth = depth
                self.content = content
                return
            }
            guard depth < Self.deepest else { break }
            if rest.hasPrefix("# ") {
                // A diagnostic line is not deeper than its own mark.
                if let totals = Self.totals(rest) {
                    self.depth = depth
                    content = .totals(totals)
                    return
                }
                comments += 1
            } else if !rest.hasPrefix("  ") {
                break
            }
            rest = rest.dropFirst(2)
            depth += 1
        }
        self.depth = max(0, depth - comments)
        content = .diagnostic(line)
    }

    private static func structure(_ text: Substring) -> Content? {
        if text.hasPrefix("ok ") { return result(text.dropFirst(3), isOK: true) }
        if text.hasPrefix("not ok ") { return result(text.dropFirst(7), isOK: false) }
        if text.hasPrefix("1..") { return plan(text.dropFirst(3)) }
        if text.hasPrefix("KTAP version ") || text.hasPrefix("TAP version ") { return .version }
        if text.hasPrefix("Bail out!") { return .bailOut(trimmed(text.dropFirst(9))) }
        return nil
    }

    private static func plan(_ text: Substring) -> Content? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits), count <= largestPlan else { return nil }
        let comment = trimmed(text.dropFirst(digits.count))
        guard !comment.isEmpty else { return .plan(count, skip: nil) }
        guard comment.first == "#" else { return nil }
        let (directive, data) = directive(comment.dropFirst())
        return .plan(count, skip: count == 0 && directive == .skip ? data : nil)
    }

    private static func result(_ text: Substring, isOK: Bool) -> Content? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        var rest = text.dropFirst(digits.count)
        guard !digits.isEmpty, digits.count < 10, rest.isEmpty || rest.first == " " else { return nil }
        var comment: Substring?
        if let mark = mark(in: rest) {
            comment = rest[mark...].dropFirst()
            rest = rest[..<mark]
        }
        var name = trimmed(rest)
        if name == "-" { name = "" }
        if name.hasPrefix("- ") { name = trimmed(name.dropFirst(2)) }
        var (found, data) = comment.map { directive($0) } ?? (nil, "")
        if name.isEmpty {
            // Older kselftest.h writes the name after the directive.
            name = data
            data = ""
        }
        if name.isEmpty { name = "#\(digits)" }
        return .result(isOK: isOK, name: String(name.prefix(longestName)), directive: found, data: data)
    }

    /// The `#` that starts a result's comment: after a blank, before a blank or the end, and not escaped.
    private static func mark(in text: Substring) -> Substring.Index? {
        var previous: Character = "x"
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            if text[index] == "#", previous == " ", next == text.endIndex || text[next] == " " { return index }
            previous = text[index]
            index = next
        }
        return nil
    }

    private static func directive(_ comment: some StringProtocol) -> (Directive?, String) {
        let text = trimmed(Substring(comment))
        let word = text.prefix { $0.isASCII && $0.isLetter }
        guard let directive = Directive(rawValue: word.uppercased()) else { return (nil, text) }
        let rest = text.dropFirst(word.count)
        // `SKIP:` is a directive, `SKIPPED` is not.
        guard rest.isEmpty || rest.first == " " || rest.first == ":" else { return (nil, text) }
        return (directive, trimmed(rest.drop { $0 == ":" }))
    }

    /// `# Totals: pass:1 fail:0 …`.
    private static func totals(_ text: Substring) -> [String: Int]? {
        guard text.hasPrefix("# Totals: ") else { return nil }
        var totals: [String: Int] = [:]
        for word in text.dropFirst("# Totals: ".count).split(separator: " ").prefix(12) {
            let pair = word.split(separator: ":")
            guard pair.count == 2, let count = Int(pair[1]), (0...largestPlan).contains(count) else { return nil }
            totals[String(pair[0])] = count
        }
        return totals.isEmpty ? nil : totals
    }

    static func trimmed(_ text: Substring) -> String {
        var rest = text.drop { $0 == " " }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
    private static func trimmed(_ text: String) -> String { trimmed(text[...]) }
}
