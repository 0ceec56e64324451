// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// Annotations of a GitHub Actions job: lines that the runner reads from the output of a step and shows beside the job
/// (docs.github.com, "Workflow commands for GitHub Actions").
public enum WorkflowCommand {
    /// GitHub shows no more annotations of one kind from a step.
    private static let most = 10

    /// What broke in a comparison, and why it cannot be trusted; empty if neither.
    public static func errors(_ comparison: Comparison) -> [String] {
        let distrust = comparison.distrust.map { ("not to be trusted", $0.sentence) }
        let broke = MoveWords.moved(comparison).filter { $0.verdict == .broke }.map { move in
            let cells = Words.count(move.pairs.count, "cell")
            let first = move.pairs.first.map { ", such as \($0.name)" } ?? ""
            return ("broke", "\(move.head), in \(cells)\(first)")
        }
        return lines(distrust + broke)
    }

    /// What is worse than expected in a run, and why it cannot be trusted; empty if neither.
    public static func errors(_ surprises: [Surprise], distrust: [Objection]) -> [String] {
        lines(
            distrust.map { ("not to be trusted", $0.sentence) }
                + surprises.filter { $0.verdict != .fixed }.map { ("not as expected", $0.sentence) })
    }

    /// The same text without a line that the runner takes for a command: `::NAME …::`, after spaces too, and `##[NAME]` anywhere in a
    /// line. What a guest prints can be such a line.
    public static func disarmed(_ text: String) -> String {
        guard text.contains("::") || text.contains("##[") else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let start = line.firstIndex { !$0.isWhitespace } ?? line.endIndex
            let rest = line[start...]
            let safe = rest.hasPrefix("::") ? line[..<start] + ": :" + rest.dropFirst(2) : line[...]
            return safe.replacing("##[", with: "## [")
        }.joined(separator: "\n")
    }

    private static func lines(_ errors: [(title: String, text: String)]) -> [String] {
        let left = errors.count - min(errors.count, most)
        let shown = left > 0 ? Array(errors.prefix(most - 1)) : errors
        let rest = left > 0 ? [("more", "\(errors.count - shown.count) more: the summary of the job has them")] : []
        return (shown + rest).map { "::error title=\(property("strait: \($0.title)"))::\(data($0.text))" }
    }

    /// The value of a property: also a colon and a comma would end it.
    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }

    /// A message: percent signs and line ends are escaped.
    private static func data(_ text: String) -> String { Clean.line(text, limit: 1000).replacing("%", with: "%25") }
}
