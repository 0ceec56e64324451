// SPDX-License-Identifier: Apache-2.0

import StraitSystem
import SystemPackage

/// The content of a source tree: two trees with equal entries give the same kernel.
struct TreeContent: Sendable, Equatable {
    /// A file or a symbolic link.
    struct Entry: Sendable, Equatable {
        /// `644`, `755`, or `link`.
        var mode: String
        /// SHA-256 of a file; for a link its target, in hexadecimal.
        var hash: String

        /// Whether it is a file and not a link.
        var isFile: Bool { mode != Self.link }

        static let link = "link"
    }

    /// The entries by their paths below the tree.
    var entries: [String: Entry]

    /// One line per entry, `MODE HASH PATH`, sorted by path.
    var text: String {
        var text = ""
        for (path, entry) in entries.sorted(by: { $0.key < $1.key }) {
            text += "\(entry.mode) \(entry.hash) \(path)\n"
        }
        return text
    }

    init(entries: [String: Entry]) { self.entries = entries }

    /// Parses `text`; invalid lines are ignored.
    init(parsing text: String) {
        var entries: [String: Entry] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 2)
            guard parts.count == 3 else { continue }
            entries[String(parts[2])] = Entry(mode: String(parts[0]), hash: String(parts[1]))
        }
        self.entries = entries
    }

    /// The digest of the whole: SHA-256 of `text`.
    func digest() -> String { Digest.of(text) }

    /// The paths to write and the paths to remove to turn `other` into this, sorted.
    func difference(from other: TreeContent) -> (changed: [String], gone: [String]) {
        (
            entries.filter { other.entries[$0.key] != $0.value }.map(\.key).sorted(),
            other.entries.keys.filter { entries[$0] == nil }.sorted()
        )
    }
}
