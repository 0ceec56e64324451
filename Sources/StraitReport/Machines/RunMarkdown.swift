// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A run as Markdown: what it came to, the three answers for each kernel, and what did not pass. If it has a base and a candidate, their
/// comparison comes first.
public enum RunMarkdown {
    /// The most reasons, and the most ids of one.
    private static let (reasons, ids) = (40, 10)

    /// The text.
    public static func text(_ input: ReportInput) -> String {
        let run = RunCells(input.record, input.results)
        let verdict = RunSentence(run, ended: input.results.finished != nil)
        let sentence = [verdict.sentence, verdict.besides].compactMap { $0 }.joined(separator: " ")
        let parts = [
            ["### strait: \(MarkdownText.plain(input.record.id, limit: 120))"],
            ["\(verdict.sign) \(MarkdownText.plain(sentence))"],
            run.controls.objections.map { "> - \(MarkdownText.plain($0.sentence))" }, answers(run.asked),
            findings(run.asked), input.problems.map { "- left out: \(MarkdownText.plain($0))" },
        ]
        let own = parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
        return ([own] + input.comparisons.map { ComparisonMarkdown($0).text }).joined(separator: "\n")
    }

    private static func answers(_ cells: [ShownCell]) -> [String] {
        struct Key: Hashable { let kernel: String, architecture: Architecture }
        let groups = Dictionary(grouping: cells) { Key(kernel: $0.kernel, architecture: $0.architecture) }
        let keys = groups.keys.sorted { ($0.kernel, $0.architecture) < ($1.kernel, $1.architecture) }
        guard !keys.isEmpty else { return [] }
        let rows = keys.map { key in
            let cells = groups[key] ?? []
            let answers = CellQuestion.allCases.map { count(cells, $0) }
            return [MarkdownText.plain(key.kernel, limit: 80), key.architecture.rawValue, String(cells.count)] + answers
        }
        let head = ["| kernel | architecture | cells | initialization | tests | kernel log |"]
        return head + ["| --- | --- | ---: | --- | --- | --- |"]
            + rows.map { "| " + $0.joined(separator: " | ") + " |" }
    }

    /// `12 ✓ good, 3 ✗ bad`.
    private static func count(_ cells: [ShownCell], _ question: CellQuestion) -> String {
        let counts = Dictionary(cells.compactMap { $0.result?.answers[question] }.map { ($0, 1) }, uniquingKeysWith: +)
        let missing = cells.count { $0.result == nil }
        return
            (CellAnswers.State.allCases.compactMap { state in
                counts[state].map { "\(Words.grouped($0)) \(state.sign) \(state.rawValue)" }
            } + (missing > 0 ? ["\(Words.grouped(missing)) no result"] : [])).joined(separator: ", ")
    }

    private static func findings(_ cells: [ShownCell]) -> [String] {
        let all = Finding.all(cells)
        let lines = all.prefix(reasons).flatMap { finding in
            let mark = Mark(finding.outcome)
            let names = CellGroup.all(finding.cells).map(\.id)
            let left = names.count - min(names.count, ids)
            let listed = names.prefix(ids).map { MarkdownText.code($0) }.joined(separator: ", ")
            return [
                "- \(mark.sign) **\(mark.word)**, \(MarkdownText.plain(finding.priority.title(hasRules: all.hasRules).lowercased())): "
                    + "\(MarkdownText.plain(finding.title, limit: 300)), \(Words.count(finding.cells.count, "cell")): \(listed)"
                    + (left > 0 ? " and \(left) more" : "")
            ]
        }
        return lines + (all.count > reasons ? ["- and \(Words.count(all.count - reasons, "more reason"))"] : [])
    }
}
