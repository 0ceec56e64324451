// SPDX-License-Identifier: Apache-2.0

import StraitSystem
import SystemPackage

/// What a source tree is made of, by content: two trees with the same entries build the same kernel.
struct TreeContent: Sendable, Equatable {
    /// A file or a symbolic link.
    struct Entry: Sendable, Equatable {
        /// `644`, `755`, or `link`.
        var mode: String
        /// SHA-256 of a file; where a link leads, in hexadecimal.
        var hash: String

        /// Whether it is a file, whose content can be hashed.
        var isFile: Bool { mode != Self.link }

        static let link = "link"
    }

    /// The entries by their paths below the tree.
    var entries: [String: Entry]

    /// One line an entry, `MODE HASH PATH`, in the order of the paths.
    var text: String {
        var text = ""
        for (path, entry) in entries.sorted(by: { $0.key < $1.key }) {
            text += "\(entry.mode) \(entry.hash) \(path)\n"
        }
        return text
    }

    init(entries: [String: Entry]) { self.entries = entries }

    /// Reads `text`; lines that are none of its lines are left out.
    init(parsing text: String) {
        var entries: [String: Entry] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 2)
            guard parts.count == 3 else { continue }
            entries[String(parts[2])] = Entry(mode: String(parts[0]), hash: String(parts[1]))
        }
        self.entries = entries
    }

    /// What stands for the whole: SHA-256 of `text`.
    func digest() -> String { Digest.of(text) }

    /// What has to be written and what has to go to make this of `other`, sorted.
    func difference(from other: TreeContent) -> (changed: [String], gone: [String]) {
        (
            entries.filter { other.entries[$0.key] != $0.value }.map(\.key).sorted(),
            other.entries.keys.filter { entries[$0] == nil }.sorted()
        )
    }
}
