// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The lines that ran, for a terminal.
public enum CoverageText {
    /// How many places of one kind are named.
    private static let most = 40

    /// The text about one kernel, and what it lost against its base.
    public static func text(_ lines: KernelLines, lost: LostLines? = nil, width: Int = 80, color: Bool = false)
        -> String
    {
        let ink = Ink(isOn: color)
        let width = max(60, width)
        var text = TextLines.wrapped("\(Clean.line(lines.kernel)): \(CoverageWords.sentence(lines))", width, "  ")
        text = text.map(ink.bold)
        text += table(lines)
        if !lines.suites.isEmpty { text += ["By suite: \(CoverageWords.suites(lines))"] }
        text += list("Never:", lines.never.map(CoverageWords.place), width)
        text += list("Ran, but one way on from there was never taken:", lines.untaken.map(CoverageWords.place), width)
        for architecture in lines.architectures {
            text += list(
                "Not on \(architecture.rawValue):", lines.missed(on: architecture).map(CoverageWords.place), width)
        }
        text += list("Cannot be seen:", CoverageWords.unseen(lines), width)
        if let lost { text += self.lost(lost, width) }
        return text.joined(separator: "\n") + "\n"
    }

    /// How often functions were called, for a terminal.
    public static func text(_ calls: KernelCalls, width: Int = 80, color: Bool = false) -> String {
        let head = "\(Clean.line(calls.kernel)): \(CoverageWords.sentence(calls))"
        let lines = calls.functions.map(CoverageWords.marks).flatMap { marks in
            TextLines.wrapped(marks, max(60, width) - 2, "    ").map { "  " + $0 }
        }
        let text = TextLines.wrapped(head, max(60, width), "  ").map(Ink(isOn: color).bold) + lines
        return text.joined(separator: "\n") + "\n"
    }

    /// What a candidate lost against its base, for a terminal.
    public static func text(_ lost: LostLines, width: Int = 80) -> String {
        self.lost(lost, max(60, width)).joined(separator: "\n") + "\n"
    }

    private static func lost(_ lost: LostLines, _ width: Int) -> [String] {
        let names = Words.list(lost.architectures.map(\.rawValue))
        guard !lost.architectures.isEmpty else {
            return TextLines.wrapped(
                "Base and candidate have no architecture in common on which lines were counted.", width, "  ")
        }
        let places = lost.ranges.map { CoverageWords.lost($0, of: lost) }
        let head = "Unchanged lines that ran with the base, and not with the candidate, on \(names):"
        let lines = places.isEmpty ? [head + " none"] : list(head, places, width)
        let apart = lost.incomparable.sorted { $0.key < $1.key }.map { CoverageWords.incomparable($0.key, $0.value) }
        return lines + list("Cannot be compared with the base:", apart, width)
    }

    /// `mm/rmap.c  x86_64 20/28  aarch64 18/28`.
    private static func table(_ lines: KernelLines) -> [String] {
        let files = lines.files.filter { !$0.changed.isEmpty }
        let longest = files.map { Clean.line($0.path, limit: 100).count }.max() ?? 0
        return files.map { file in
            let totals = lines.totals(of: file).map { "\($0.architecture.rawValue) \($0.ran)/\($0.canRun)" }
            return "  " + TextLines.pad(Clean.line(file.path, limit: 100), longest) + "  "
                + totals.joined(separator: "  ")
        }
    }

    private static func list(_ head: String, _ places: [String], _ width: Int) -> [String] {
        guard !places.isEmpty else { return [] }
        let more = places.count > most ? ["and \(places.count - most) more"] : []
        return [head]
            + (places.prefix(most) + more).flatMap { TextLines.wrapped("  " + $0, width, "    ").map { "  " + $0 } }
    }
}
