// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A comparison as text for a terminal or a mailing list.
public enum ComparisonReport {
    /// The width of a mail that all mail programs show without breaking lines.
    public static let mailWidth = 72

    /// The table and the changes; lines have at most `width` columns (at least 60).
    public static func table(_ comparison: Comparison, width: Int = 80, color: Bool = false) -> String {
        let ink = Ink(isOn: color, isDistrusted: !comparison.distrust.isEmpty)
        let text = ComparisonText(comparison: comparison, width: max(60, width), ink: ink)
        let sides = ["base", "candidate"].enumerated().flatMap { index, name in
            TextLines.broken(
                "\(name): \(side(index == 0 ? comparison.base : comparison.candidate))",
                text.width, "  ")
        }
        let parts = [
            text.distrust, sides, text.table, text.moved, titled("Differences that decide nothing:", text.besides),
        ]
        let closing = TextLines.broken(sentence(comparison), text.width, "")
        return joined(parts + [closing.map(text.ink.bold)])
    }

    /// Plain text with at most 72 columns: what was tested, the table, and the changes. With a tester it ends in
    /// `Tested-by:`, if ``deservesTag(_:)``.
    public static func mail(_ comparison: Comparison, tester: String? = nil) -> String {
        let text = ComparisonText(comparison: comparison, width: mailWidth, ink: Ink(isOn: false), isMail: true)
        let moved =
            text.moved.isEmpty ? ["Nothing broke, nothing was fixed."] : titled("What moved:", text.moved)
        var parts = [
            TextLines.broken("strait: " + sentence(comparison), mailWidth, ""), text.distrust,
            ["Tested:"] + kernels("base", comparison.base) + kernels("candidate", comparison.candidate),
            hosts(comparison), text.table, moved,
            titled("Differences that decide nothing:", text.besides),
            ReproductionLines.of(comparison, width: mailWidth),
        ]
        if let tester, deservesTag(comparison) { parts.append(["Tested-by: " + Clean.line(tester, limit: 200)]) }
        return joined(parts)
    }

    /// Whether `Tested-by:` is justified: nothing broke, nothing is inconclusive, both runs can be trusted, and at
    /// least one cell has a verdict on two different kernels.
    public static func deservesTag(_ comparison: Comparison) -> Bool {
        let counts = comparison.counts
        return comparison.distrust.isEmpty && !comparison.isOfOneKernel && counts[.broke] == nil
            && counts[.inconclusive] == nil
            && comparison.pairs.contains(where: \.isConclusive)
    }

    /// The differences between a result and the recorded one of the same cell, one line each, the worst first. If both
    /// have random layouts, the capacity is not compared.
    public static func differences(from recorded: CellResult, to now: CellResult) -> [String] {
        guard recorded.outcome.isVerdictOnKernel, now.outcome.isVerdictOnKernel else {
            return recorded.answer == now.answer
                ? [] : ["\(recorded.answer.description) -> \(now.answer.description)"]
        }
        return Change.all(from: recorded, to: now).map(ChangeWords.sentence)
    }

    /// `3 cells: 1 broke and 2 unchanged.`
    static func sentence(_ comparison: Comparison) -> String {
        "\(Words.count(comparison.pairs.count, "cell")): \(ChangeWords.counts(comparison))"
            + (comparison.distrust.isEmpty ? "." : "; NOT TO BE TRUSTED.")
            + (comparison.isOfOneKernel ? " Base and candidate are the same kernel, to the last byte." : "")
    }

    private static func side(_ origin: Comparison.Origin) -> String {
        let releases = origin.kernels.map(\.release).uniqued()
        let kernel = origin.kernel.map { "\($0), " } ?? ""
        let most = origin.kernels.map(\.patches.count).max() ?? 0
        let patched = most > 0 ? " with \(Words.count(most, "patch", "patches"))" : ""
        return Clean.line("\(kernel)run \(origin.run), kernel \(Words.list(releases))\(patched)", limit: 400)
    }

    private static func kernels(_ name: String, _ origin: Comparison.Origin) -> [String] {
        let lines = origin.kernels.flatMap { kernel in
            let head = "\(kernel.name), \(kernel.release) (\(kernel.version), \(kernel.source))"
            return ["    \(kernel.architecture.rawValue): \(head)"]
                + (kernel.passedOver + patches(kernel)).map { "      " + $0 }
        }
        return ["  \(name)"]
            + (lines.isEmpty ? ["    none booted"] : lines).flatMap {
                TextLines.broken(Clean.line($0, limit: 400), mailWidth, "        ")
            }
    }

    /// The patches are listed, because the release does not identify a kernel.
    private static func patches(_ kernel: Comparison.Origin.Kernel) -> [String] {
        let most = 40
        let left = kernel.patches.count - min(kernel.patches.count, most)
        return kernel.patches.prefix(most).map { "with \($0.name) (\($0.sha256.prefix(12)))" }
            + (left > 0 ? ["and \(Words.count(left, "more patch", "more patches"))"] : [])
    }

    private static func hosts(_ comparison: Comparison) -> [String] {
        func lines(_ origin: Comparison.Origin) -> [String] {
            let tools = origin.tools.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            let machine = "\(Words.count(origin.host.cores, "core")), \(Words.size(Mebibytes(origin.host.memoryMiB)))"
            return ["\(origin.host.system), \(machine)", tools.joined(separator: ", ")].map {
                Clean.line($0, limit: 400)
            }
        }
        let (base, candidate) = (lines(comparison.base), lines(comparison.candidate))
        let all =
            base == candidate
            ? ["On:"] + base.map { "  " + $0 }
            : ["Base on:"] + base.map { "  " + $0 } + ["Candidate on:"] + candidate.map { "  " + $0 }
        return all.flatMap { TextLines.broken($0, mailWidth, "    ") }
    }

    private static func titled(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : [title] + lines
    }

    private static func joined(_ parts: [[String]]) -> String {
        parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }
}

/// The commands that repeat changed cells, for a mail, so that they can be pasted.
enum ReproductionLines {
    /// The most commands in a mail; the JSON has all of them.
    private static let most = 10

    static func of(_ comparison: Comparison, width: Int) -> [String] {
        let moved = comparison.pairs.filter { $0.verdict == .broke } + comparison.pairs.filter { $0.verdict == .fixed }
        let commands = moved.compactMap(\.candidate?.reproduction)
        guard !commands.isEmpty else { return [] }
        return ["To repeat:"] + commands.prefix(most).flatMap { continued($0, width) }
            + (commands.count > most ? ["and \(commands.count - most) more"] : [])
    }

    /// A command in lines of at most `width` columns, with the shell's continuation mark. Words are not broken, so a
    /// long word gives a longer line.
    static func continued(_ command: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = " "
        // Blanks in quotes belong to a word and must not be broken.
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
