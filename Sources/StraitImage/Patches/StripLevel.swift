// SPDX-License-Identifier: Apache-2.0

/// How many leading parts of a diff's paths are not of the tree: `a/mm/x.c` has one, and what `git diff --no-prefix`
/// writes has none. To take one off too many puts a new file beside its directory. Pure.
enum StripLevel: Sendable, Equatable {
    /// Every file of the diff says that it is so many.
    case known(Int)
    /// Only a tree can tell; these are the paths before and after, as they are written, of the files that do not say
    /// it.
    case unclear([String])
    /// The files disagree.
    case mixed

    /// What a diff says.
    static func of(_ diff: [UInt8]) -> StripLevel {
        var levels: Set<Int> = []
        var open: [String] = []
        for head in heads(of: diff) {
            if let level = head.level { levels.insert(level) } else { open += head.paths }
        }
        if levels.count > 1 { return .mixed }
        if let level = levels.first { return .known(level) }
        return open.isEmpty ? .known(1) : .unclear(open)
    }

    /// The level by what a tree has: the one at which more of the paths are files of it. Nil where both fit as well as
    /// each other: `mm/Makefile` may be that file, or the one at the top.
    static func of(_ paths: [String], hasFile: (String) -> Bool, hasDirectory: (String) -> Bool) -> Int? {
        let counts = [0, 1].map { level in paths.compactMap { stripped($0, level) }.count(where: hasFile) }
        if counts[0] != counts[1] { return counts[0] > counts[1] ? 0 : 1 }
        guard counts[0] == 0 else { return nil }
        // New files only: in a directory that there is.
        let parents = paths.compactMap { $0.split(separator: "/").first.map(String.init) }
        return parents.contains(where: hasDirectory) ? 0 : 1
    }

    /// A path without so many leading parts; nil where it has no more than them.
    static func stripped(_ path: String, _ level: Int) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        return parts.count > level ? parts.dropFirst(level).joined(separator: "/") : nil
    }

    /// One file of a diff.
    private struct Head {
        var paths: [String]
        var level: Int?
    }

    private static func heads(of diff: [UInt8]) -> [Head] {
        var heads: [Head] = []
        var before: String?
        // Of a file with git's own head only that counts.
        var isGit = false
        for line in DiffText.linesOutsideHunks(diff) {
            if line.starts(with: DiffText.git) {
                isGit = true
                heads += head(ofGit: DiffText.text(line.dropFirst(DiffText.git.count))).map { [$0] } ?? []
            } else if line.starts(with: DiffText.after), let old = before {
                if !isGit { heads.append(head(old, name(line), isGit: false)) }
                isGit = false
            }
            before = line.starts(with: DiffText.before) ? name(line) : nil
        }
        return heads
    }

    /// The path of a `---` or `+++` line; a time may follow it behind a tab.
    private static func name(_ line: ArraySlice<UInt8>) -> String {
        String(DiffText.text(line.dropFirst(DiffText.before.count)).prefix { $0 != "\t" })
    }

    /// Of `a/mm/x.c b/mm/x.c`. Both halves have one length unless the file is renamed or has blanks; nil where they
    /// cannot be told apart.
    private static func head(ofGit text: String) -> Head? {
        let text = text.filter { $0 != "\"" }
        let middle = text.index(text.startIndex, offsetBy: text.count / 2)
        let halves = (String(text[..<middle]), String(text[middle...].dropFirst()))
        if text.count % 2 == 1, text[middle] == " ", tail(halves.0) == tail(halves.1) {
            return head(halves.0, halves.1, isGit: true)
        }
        let words = text.split(separator: " ").map(String.init)
        return words.count == 2 ? head(words[0], words[1], isGit: true) : nil
    }

    private static func head(_ old: String, _ new: String, isGit: Bool) -> Head {
        let paths = [old, new].filter { $0 != "/dev/null" }
        guard paths.count == 2 else { return Head(paths: paths, level: paths.contains(where: isPrefixed) ? 1 : nil) }
        // git writes one name twice only without prefixes; other programs may have been given such names.
        if old == new { return Head(paths: paths, level: isGit ? 0 : nil) }
        // What git renames from one directory to another without prefixes ends alike, too.
        let isOne = isPrefixed(old) && isPrefixed(new) || !isGit && tail(old) == tail(new)
        return Head(paths: paths, level: isOne && first(old) != first(new) ? 1 : nil)
    }

    private static func first(_ path: String) -> Substring { path.prefix { $0 != "/" } }

    private static func tail(_ path: String) -> Substring { path.drop { $0 != "/" } }

    /// Whether a path begins as those that git writes (diff.mnemonicPrefix has the others but `a` and `b`).
    private static func isPrefixed(_ path: String) -> Bool {
        ["a", "b", "c", "i", "o", "w"].contains(first(path)) && path.contains("/")
    }
}
