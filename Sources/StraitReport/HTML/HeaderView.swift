// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The head of the page: the warning if it cannot be trusted, the verdict as a sentence, and the figures.
enum HeaderView {
    static func view(_ input: ReportInput, _ run: RunCells) -> View {
        let verdict = RunSentence(run, ended: input.results.finished != nil, isLive: input.refresh != nil)
        let hasVerdicts = !verdict.verdicts.isEmpty
        return [
            "name": input.record.name, "id": input.record.id, "started": input.record.started,
            "host": input.record.host.name, "sentence": verdict.sentence, "besides": verdict.besides,
            "answers": verdict.answers == nil
                ? nil
                : [
                    "list": CellQuestion.allCases.map { answer($0, verdict.tally, input) },
                    "sentence": verdict.sentence,
                ]
                    as View,
            "alarm": run.controls.alarm, "distrusted": verdict.isDistrusted,
            "figures": hasVerdicts ? verdicts(verdict) : outcomes(verdict),
            "outcomes": hasVerdicts ? ["list": outcomes(verdict)] as View : nil,
            "movedFigures": MovedView.figures(input),
            "expected": hasVerdicts ? expected(input, hasRules: verdict.hasRules) : nil,
            "time": input.results.wallTime.map(Words.time), "worst": verdict.worst?.rawValue ?? "none",
            "worstSign": verdict.sign, "total": Words.grouped(verdict.total),
            "noun": verdict.total == 1 ? "cell" : "cells",
            "controlled": run.controls.cells.isEmpty ? nil : run.controls.sentence,
            "refresh": input.refresh.map { ["seconds": $0] as View },
            "policy": Policy.header, "style": Raw(Templates.style), "script": Raw(Templates.script),
        ]
    }

    /// One of the three answers, counted over the cells; the worst of them gives the colour.
    private static func answer(_ question: CellQuestion, _ tally: AnswerTally, _ input: ReportInput) -> View {
        let states = CellAnswers.State.bySeverity.filter { tally.count($0, of: question) > 0 }
        let worst = Mark(states.first ?? .absent, of: question)
        return [
            "title": question.title, "head": tally.head(question), "tone": worst.tone, "sign": worst.sign,
            "rest": tally.rest(question).map { state, count, words in
                Mark(state, of: question).view.with(["count": Words.grouped(count), "word": words])
            },
            "moved": MovedView.figures(input, of: question),
        ]
    }

    /// What the verdicts are compared with.
    private static func expected(_ input: ReportInput, hasRules: Bool) -> String {
        guard hasRules else {
            return "The configuration has no rules: the verdicts are against the run \(input.record.since ?? "before")."
        }
        let since = input.record.since.map { ", and for the others how they ended in the run \($0)" } ?? ""
        return "Expected is what the configuration says of a cell\(since)."
    }

    private static func outcomes(_ verdict: RunSentence) -> [View] {
        let figures = Mark.outcomes.compactMap { outcome in verdict.counts[outcome].map { figure($0, Mark(outcome)) } }
        return figures + missing(verdict)
    }

    private static func missing(_ verdict: RunSentence) -> [View] {
        verdict.missing > 0 ? [figure(verdict.missing, Mark(Outcome?.none))] : []
    }

    /// Every verdict has its figure, also with zero cells, because readers look for "no regressions".
    private static func verdicts(_ verdict: RunSentence) -> [View] {
        let order: [CellVerdict] = [verdict.hasRules ? .asExpected : .asBefore, .regression, .new, .fixed, .flaky]
        let figures = order.map { kind -> View in
            let count = verdict.verdicts[kind, default: 0]
            return figure(count, Mark(kind), word: kind == .regression && count != 1 ? "regressions" : nil)
        }
        let silent = verdict.total - verdict.missing - verdict.verdicts.values.reduce(0, +)
        return figures + [figure(silent, .noVerdict)] + missing(verdict)
    }

    private static func figure(_ count: Int, _ mark: Mark, word: String? = nil) -> View {
        [
            "count": Words.grouped(count), "sign": mark.sign, "word": word ?? mark.word,
            "outcome": count == 0 ? "zero" : mark.tone,
        ]
    }
}
