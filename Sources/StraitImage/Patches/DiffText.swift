// SPDX-License-Identifier: Apache-2.0

/// What can be read from a diff's text without a tree. Pure, and over bytes: a diff is in whatever encoding its files
/// are.
enum DiffText {
    /// The lines without their line feeds; a carriage return stays.
    static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }

    /// The lines that are of no hunk: heads of files, and the text around diffs. Within a hunk a removed line may look
    /// like a head.
    static func linesOutsideHunks(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var (old, new) = (0, 0)
        return lines(bytes).filter { line in
            // No line of a hunk begins like this: the hunk is shorter than it says.
            if line.starts(with: git) { (old, new) = (0, 0) }
            if old <= 0, new <= 0 {
                guard let size = hunk(line) else { return true }
                (old, new) = size
                return false
            }
            if line.first != UInt8(ascii: "+"), line.first != UInt8(ascii: "\\") { old -= 1 }
            if line.first != UInt8(ascii: "-"), line.first != UInt8(ascii: "\\") { new -= 1 }
            return false
        }
    }

    /// Whether a hunk has more lines than its head announces: a mail program has wrapped one. git takes the rest for
    /// text around the diff.
    static func isWrapped(_ bytes: [UInt8]) -> Bool {
        let all = lines(bytes)
        var (old, new, isBehind) = (0, 0, false)
        for line in all {
            if old > 0 || new > 0 {
                if line.first != UInt8(ascii: "+"), line.first != UInt8(ascii: "\\") { old -= 1 }
                if line.first != UInt8(ascii: "-"), line.first != UInt8(ascii: "\\") { new -= 1 }
                isBehind = old <= 0 && new <= 0
            } else {
                if isBehind, line.first == UInt8(ascii: " ") || line.first == UInt8(ascii: "+") { return true }
                isBehind = false
                (old, new) = hunk(line) ?? (0, 0)
            }
        }
        return false
    }

    /// How many lines before and after the head of a hunk announces: `@@ -29,7 +29,7 @@`.
    private static func hunk(_ line: ArraySlice<UInt8>) -> (old: Int, new: Int)? {
        guard line.starts(with: Array("@@ -".utf8)),
            let match = text(line).prefixMatch(of: /@@ -[0-9]+(?:,([0-9]+))? \+[0-9]+(?:,([0-9]+))? @@/)
        else { return nil }
        return (match.1.flatMap { Int($0) } ?? 1, match.2.flatMap { Int($0) } ?? 1)
    }

    /// Whether git would find a diff in a text: its own head, or the two lines that name a file before and after.
    static func hasDiff(_ bytes: [UInt8]) -> Bool {
        var isBefore = false
        for line in lines(bytes) {
            if line.starts(with: git) || (isBefore && line.starts(with: after)) { return true }
            isBefore = line.starts(with: before)
        }
        return false
    }

    /// Whether two texts have the same diffs: lists add a line at the end of a mail.
    static func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool { one == other || core(one) == core(other) }

    /// From the first diff to the signature, without carriage returns.
    private static func core(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        let all = lines(bytes).map { $0.last == carriageReturn ? $0.dropLast() : $0 }
        let body = all.drop { !$0.starts(with: git) && !$0.starts(with: before) }
        return Array(body.prefix { !$0.elementsEqual(signature) && !$0.elementsEqual(signature.dropLast()) })
    }

    /// How a diff's lines end.
    enum LineEnds: Sendable, Equatable {
        /// No line ends with a carriage return.
        case plain
        /// All do, the heads of the diff too: they came on the way.
        case carried
        /// Some do, and not the heads: they are of the files.
        case ofFiles
    }

    /// How a diff's lines end.
    static func lineEnds(_ bytes: [UInt8]) -> LineEnds {
        let all = lines(bytes)
        guard all.contains(where: { $0.last == carriageReturn }) else { return .plain }
        let heads = linesOutsideHunks(bytes).filter { line in [git, before, after].contains { line.starts(with: $0) } }
        return !heads.isEmpty && heads.allSatisfy { $0.last == carriageReturn } ? .carried : .ofFiles
    }

    /// Without the carriage returns of line ends, as `git am` takes a mail unless it is told to keep them.
    static func withoutCarriageReturns(_ bytes: [UInt8]) -> [UInt8] {
        Array(lines(bytes).map { $0.last == carriageReturn ? $0.dropLast() : $0 }.joined(separator: [0x0a]))
    }

    /// The paths that renames and copies come from, which no other list of a diff's files has.
    static func origins(_ bytes: [UInt8]) -> [String] {
        linesOutsideHunks(bytes).compactMap { line in
            let text = text(line)
            return ["rename from ", "copy from "].first { text.hasPrefix($0) }.map { String(text.dropFirst($0.count)) }
        }
    }

    /// A line as text without its carriage return; what is no UTF-8 is replaced.
    static func text(_ line: ArraySlice<UInt8>) -> String {
        String(decoding: line.last == carriageReturn ? line.dropLast() : line, as: UTF8.self)
    }

    static let git = Array("diff --git ".utf8)
    static let before = Array("--- ".utf8)
    static let after = Array("+++ ".utf8)
    private static let signature = Array("-- ".utf8)
    private static let carriageReturn = UInt8(ascii: "\r")
}
