// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The history for a terminal.
public enum HistoryText {
    /// For each cell the signs of its three answers, how often each came and changed, the outcome as the summary, and where it broke.
    /// Runs since the last answer come first: a cell that cannot be tested any more must not look passed.
    public static func overview(_ histories: [CellHistory], width: Int, color: Bool) -> String {
        let ink = Ink(isOn: color)
        var lines: [String] = []
        for (index, history) in histories.enumerated() {
            if index == 0 || histories[index - 1].configuration != history.configuration {
                lines.append(ink.bold(Clean.line(history.configuration, limit: 80)))
            }
            lines += block(history, max(60, width), ink)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func block(_ history: CellHistory, _ width: Int, _ ink: Ink) -> [String] {
        let cell = Clean.line(history.cell, limit: 300)
        guard let last = history.verdicts.last else { return ["  ? \(cell): never a verdict on the kernel"] }
        let newest = history.entries.last ?? last
        let mark = Mark(newest.outcome)
        let answers = CellQuestion.allCases.map(history.answers).filter { !$0.counts.isEmpty }
        let summary =
            "\(since(history))\(last.answer.description), \(Words.count(history.streak, "time")) in a row\(changes(history))"
        guard !answers.allSatisfy(\.isSteady) else {
            let head = TextLines.broken("  \(newest.signs) \(cell): \(summary)", width, "      ").map {
                ink.paint($0, mark)
            }
            return head + broke(history.firstBad, width)
        }
        let told = answers.filter { !$0.isSteady }
        // What is good every time is one line, whatever it is.
        let steady = answers.filter(\.isSteady).map(\.head)
        return TextLines.broken("  \(newest.signs) \(cell)", width, "      ").map { ink.paint($0, mark) }
            + told.flatMap { line(of: $0, width, ink) }
            + (steady.isEmpty ? [] : ["      \(steady.joined(separator: ", ")) every time"])
            + TextLines.broken("      in all: \(summary)", width, "        ")
            + told.flatMap { broke($0.firstBad, of: $0.question, width) }
    }

    private static func line(of answer: AnswerHistory, _ width: Int, _ ink: Ink) -> [String] {
        let counts = answer.changes.isEmpty ? "" : ", \(answer.changes)"
        return TextLines.broken("      \(answer.interruption)\(answer.head)\(counts)", width, "        ")
            .map { ink.paint($0, answer.mark) }
    }

    private static func broke(_ found: CellHistory.Break?, of question: CellQuestion? = nil, _ width: Int) -> [String] {
        guard let found, found.lastGood != nil else { return [] }
        let name = question.map { "\($0.noun), " } ?? ""
        return breaking(found).flatMap { TextLines.broken("      \(name)\($0)", width, "        ") }
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
            let text = "  \(entry.signs) \(entry.started) \(entry.words)\(size), \(kernel(entry))"
            lines += TextLines.broken(text, width, "      ").map { ink.paint($0, Mark(entry.outcome)) }
        }
        lines.append("")
        for answer in CellQuestion.allCases.map(history.answers) where !answer.counts.isEmpty {
            lines.append("\(answer.question.noun): \(answer.tally)")
            for digest in answer.flakyKernels {
                lines.append("flaky: \(answer.question.noun) with the kernel \(digest.prefix(12))")
            }
        }
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
        return "now \(newest.answer.description) (\(Words.count(runs.count, "run")) without a verdict); before: "
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

    private static func kernel(_ entry: HistoryEntry) -> String { Clean.line(entry.kernel, limit: 160) }
}
