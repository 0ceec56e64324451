// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// Reads the text of a patch, and git's message for a patch that does not apply. Pure.
enum PatchText {
    /// The paths that a patch may change, below the tree. Some may be wrong, but none is outside the tree.
    static func paths(in text: String) -> Set<String> {
        var paths: Set<String> = []
        for line in lines(of: text) {
            for prefix in ["rename from ", "copy from "] where line.hasPrefix(prefix) {
                paths.insert(String(line.dropFirst(prefix.count)))
            }
            for prefix in ["--- ", "+++ "] where line.hasPrefix(prefix) {
                paths.formUnion(stripped(line.dropFirst(prefix.count).prefix { $0 != "\t" }))
            }
            if line.hasPrefix("diff --git ") {
                for word in line.split(separator: " ").dropFirst(2) { paths.formUnion(stripped(word)) }
            }
        }
        return paths.filter { path in !path.split(separator: "/").contains("..") && !path.hasPrefix("/") }
    }

    /// Swift treats a carriage return with its line feed as one character that is no line feed, so splitting at line
    /// feeds would not split files with such line ends.
    private static func lines(of text: String) -> [Substring] { text.split(whereSeparator: \.isNewline) }

    /// The path without its first part, as for `patch -p1`.
    private static func stripped(_ path: Substring) -> Set<String> {
        guard let slash = path.firstIndex(of: "/") else { return [] }
        let rest = path[path.index(after: slash)...].trimmingSuffix { $0.isWhitespace }
        return rest.isEmpty ? [] : [String(rest)]
    }

    /// The error for a patch that git refused: the file, the hunk, and the reason.
    static func error(
        for said: String, of name: String, _ text: String, to tree: FilePath, isThere: Bool
    ) -> StraitError {
        let lines = said.split(separator: "\n").filter { $0.hasPrefix("error: ") }.map { $0.dropFirst("error: ".count) }
        let complaints = lines.filter { $0 != "while searching for:" }.map(String.init)
        if isThere { return StraitError(.request, "the patch \(name) is in \(tree) already: leave it out") }
        guard let failed = complaints.lazy.compactMap({ $0.wholeMatch(of: /patch failed: (.+):([0-9]+)/) }).first,
            let line = Int(failed.2)
        else {
            return StraitError(
                .request, "the patch \(name) does not apply to \(tree)",
                cause: complaints.first ?? String(said.suffix(200)))
        }
        let path = String(failed.1)
        let hunk = hunk(of: path, at: line, in: text).map { "hunk \($0.number) of \($0.count) (\($0.head))" }
        return StraitError(
            .request, "the patch \(name) does not apply to \(tree): \(path), \(hunk ?? "at line \(line)")",
            cause: "the lines that it changes are not there")
    }

    /// The hunk of a file that begins at a line, counted from 1.
    static func hunk(of path: String, at line: Int, in text: String) -> (number: Int, count: Int, head: String)? {
        var isFile = false
        var heads: [String] = []
        for part in lines(of: text) {
            if part.hasPrefix("--- ") || part.hasPrefix("diff --git ") { isFile = false }
            if part.hasPrefix("+++ ") { isFile = part.dropFirst(4).prefix { $0 != "\t" }.hasSuffix("/\(path)") }
            guard isFile, let match = part.prefixMatch(of: /@@ -[0-9]+(,[0-9]+)? \+[0-9]+(,[0-9]+)? @@/) else {
                continue
            }
            heads.append(String(match.0))
        }
        let found = heads.firstIndex { $0.prefixMatch(of: /@@ -([0-9]+)/).flatMap { Int($0.1) } == line }
        return found.map { ($0 + 1, heads.count, heads[$0]) }
    }
}

extension Substring {
    /// Without the characters at the end that fulfil a condition.
    fileprivate func trimmingSuffix(while fits: (Character) -> Bool) -> Substring {
        var text = self
        while let last = text.last, fits(last) { text.removeLast() }
        return text
    }
}
