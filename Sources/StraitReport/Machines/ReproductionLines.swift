// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The commands that show again what moved, for a mail: lines that can be pasted as they stand.
enum ReproductionLines {
    /// A mail is read; who wants all of them has the JSON.
    private static let most = 10

    static func of(_ comparison: Comparison, width: Int) -> [String] {
        let moved = comparison.pairs.filter { $0.verdict == .broke } + comparison.pairs.filter { $0.verdict == .fixed }
        let commands = moved.compactMap(\.candidate?.reproduction)
        guard !commands.isEmpty else { return [] }
        return ["To see it again:"] + commands.prefix(most).flatMap { continued($0, width) }
            + (commands.count > most ? ["and \(commands.count - most) more"] : [])
    }

    /// A command in lines of at most `width` columns, each but the last with the shell's mark of a line that goes on. Words are never
    /// broken: one that is longer than a line has a longer line.
    static func continued(_ command: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = " "
        // Blanks in quotes are part of a word; a break there would be part of it too.
        for word in words(Clean.line(command, limit: 4096)) {
            if line.count + 1 + word.count + 2 > width, line.contains(where: { $0 != " " }) {
                lines.append(line + " \\")
                line = "   "
            }
            line += " " + word
        }
        return lines + [line]
    }

    private static func words(_ command: String) -> [String] {
        var words = [""]
        var isQuoted = false
        for letter in command {
            if letter == "'" { isQuoted.toggle() }
            if letter == " ", !isQuoted { words.append("") } else { words[words.count - 1].append(letter) }
        }
        return words.filter { !$0.isEmpty }
    }
}
