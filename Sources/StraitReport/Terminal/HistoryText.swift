// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The history for a terminal.
public enum HistoryText {
    /// One line per cell: runs since its last verdict, how it ended then, for how long, how often it changed, and where
    /// it broke.
    public static func overview(_ histories: [CellHistory], width: Int, color: Bool) -> String {
        let ink = Ink(isOn: color)
        var lines: [String] = []
        for (index, history) in histories.enumerated() {
            if index == 0 || histories[index - 1].configuration != history.configuration {
                lines.append(ink.bold(Clean.line(history.configuration, limit: 80)))
            }
            guard let last = history.verdicts.last else {
                lines.append("  ? \(Clean.line(history.cell, limit: 300)): never a verdict on the kernel")
                continue
            }
            // Runs after the last verdict come first: a cell that cannot be tested any more must not look passed.
            let outcome = history.entries.last?.outcome ?? last.outcome
            let head = "  \(Mark(outcome).sign) \(Clean.line(history.cell, limit: 300)): \(since(history))"
            let text = head + said(last) + ", \(Words.count(history.streak, "time")) in a row" + changes(history)
            lines += TextLines.broken(text, max(60, width), "      ").map { ink.paint($0, Mark(outcome)) }
            if let found = history.firstBad, found.lastGood != nil {
                lines += breaking(found).flatMap { TextLines.broken("      " + $0, max(60, width), "        ") }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One cell, run by run, and what follows.
    public static func cell(_ history: CellHistory, width: Int, color: Bool) -> String {
        let ink = Ink(isOn: color)
        let width = max(60, width)
        var lines = [
            ink.bold("\(Clean.line(history.configuration, limit: 80)): \(Clean.line(history.cell, limit: 300))")
        ]
        for entry in history.entries {
            let size = entry.largestMiB.map { ", largest region \($0)" } ?? ""
            let text = "  \(Mark(entry.outcome).sign) \(entry.started) \(said(entry))\(size), \(kernel(entry))"
            lines += TextLines.broken(text, width, "      ").map { ink.paint($0, Mark(entry.outcome)) }
        }
        lines.append("")
        let verdicts = history.verdicts.count
        lines.append(
            "\(Words.count(history.entries.count, "run")), \(verdicts) with a verdict on the kernel; "
                + "\(Words.count(history.flips, "flip")), the last \(Words.count(history.streak, "verdict")) the same")
        for digest in history.flakyKernels {
            lines.append("flaky: the kernel \(digest.prefix(12)) ended in different ways")
        }
        if let found = history.firstBad { lines += breaking(found) }
        lines += capacity(history)
        return lines.flatMap { $0.count > width ? TextLines.broken($0, width, "    ") : [$0] }
            .joined(separator: "\n") + "\n"
    }

    /// The outcomes of the runs since the last verdict; empty if that is the last run.
    private static func since(_ history: CellHistory) -> String {
        let runs = history.entries.reversed().prefix { !$0.outcome.isVerdictOnKernel }
        guard let newest = runs.first else { return "" }
        return "now \(said(newest)) (\(Words.count(runs.count, "run")) without a verdict); before: "
    }

    private static func changes(_ history: CellHistory) -> String {
        (history.flips > 0 ? ", \(Words.count(history.flips, "flip"))" : "") + (history.isFlaky ? ", flaky" : "")
    }

    private static func breaking(_ found: CellHistory.Break) -> [String] {
        let bad = "first bad: \(Clean.line(found.firstBad.run, limit: 120)), \(kernel(found.firstBad))"
        guard let good = found.lastGood else { return [bad + "; it never passed before"] }
        return [bad, "last good: \(Clean.line(good.run, limit: 120)), \(kernel(good))"]
    }

    private static func capacity(_ history: CellHistory) -> [String] {
        let moved = history.capacities
        guard moved.count > 1 else { return [] }
        let steps = moved.map { "\($0.largestMiB?.description ?? "none") (\($0.started))" }
        return ["largest region: " + steps.joined(separator: ", ")]
    }

    private static func said(_ entry: HistoryEntry) -> String { entry.answer.description }

    private static func kernel(_ entry: HistoryEntry) -> String { Clean.line(entry.kernel, limit: 160) }
}
