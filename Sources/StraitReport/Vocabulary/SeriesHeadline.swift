// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A series in a few sentences: the first patch that changes each of the three answers, and what does not apply or compile.
struct SeriesHeadline {
    private let series: SeriesView

    init(_ series: SeriesView) { self.series = series }

    /// How far it is, then one sentence for each question.
    var sentences: [String] {
        [progress] + refusals + compiler + CellQuestion.allCases.map(sentence)
    }

    private var progress: String {
        let count = Words.count(series.record.patches.count, "patch", "patches")
        let names = Words.list(series.record.architectures.map(\.rawValue))
        let done = max(0, series.steps.count - 1)
        let state = series.record.finished == nil ? " It has not ended: \(done) are tested." : ""
        return "\(count) of the kernel \(series.record.kernel), one by one, on \(names).\(state)"
    }

    private var refusals: [String] {
        series.steps.filter { $0.refusal != nil }.map { "\(name($0)) does not apply." }
    }

    private var compiler: [String] {
        let broken = series.broken.map { "\(name($0.step)) does not compile on \(on($0))." }
        let warned = series.warned.first.map {
            "\(name($0.step)) is the first with a new compiler warning, on \(on($0))."
        }
        let isFine = broken.isEmpty && refusals.isEmpty && !series.steps.isEmpty
        return broken + (isFine ? ["Every step compiles."] : []) + [warned ?? "No new compiler warnings."]
    }

    private func sentence(_ question: CellQuestion) -> String {
        let changes = series.changes(of: question)
        let open = undecided(question)
        guard let first = changes.first else { return "\(question.title): no patch changes it\(open)." }
        let others = changes.dropFirst().map { "\($0.step.number) (\($0.verdict.rawValue))" }
        let more = others.isEmpty ? "" : "; later also \(Words.list(others))"
        let verb = first.verdict == .fixed ? "fixed" : "broken"
        return "\(question.title): first \(verb) by \(name(first.step)), on \(on(first))\(more)\(open)."
    }

    /// Steps of which nobody can tell: two boots differ, or there is no answer.
    private func undecided(_ question: CellQuestion) -> String {
        let steps = series.steps.filter { step in
            step.places.contains { $0.verdict(of: question) == .inconclusive }
        }
        return steps.isEmpty ? "" : "; not decided at \(Words.list(steps.map { String($0.number) }))"
    }

    private func on(_ change: SeriesView.FirstChange) -> String { Words.list(change.architectures.map(\.rawValue)) }

    private func name(_ step: SeriesView.Step) -> String {
        guard step.number > 0 else { return "the tree without patches" }
        return "patch \(step.number) (\(Clean.line(step.title, limit: 120)))"
    }
}
