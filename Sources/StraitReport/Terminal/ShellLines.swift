// SPDX-License-Identifier: Apache-2.0

/// A shell command in lines that can be pasted as they are.
enum ShellLines {
    /// Lines of at most `width` columns, each but the last with the shell's mark for a continued line. A word is never broken: one that
    /// is longer than a line has a longer line.
    static func continued(_ command: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = " "
        // A space in quotes is part of a word, and a break there would change it.
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
