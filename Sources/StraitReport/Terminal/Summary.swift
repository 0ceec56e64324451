// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The summary of a run for a terminal.
public enum Summary {
    /// Objections, grids with the three answers in each square, searches, findings; then the three answers counted, and the outcomes as
    /// the summary. Lines have at most `width` columns.
    public static func text(_ input: ReportInput, width: Int = 80, color: Bool = false) -> String {
        let run = RunCells(input.record, input.results)
        let verdict = RunSentence(run, ended: input.results.finished != nil)
        let ink = Ink(isOn: color, isDistrusted: verdict.isDistrusted)
        let width = max(40, width)
        let grids = Grid.all(run.asked, searches: ShownSearch.all(input.record, input.results))
        var parts = [alarm(run.controls, width, ink)]
        parts += grids.map { GridText(grid: $0, width: width, ink: ink).lines }
        parts.append(legend(run.asked, width, ink))
        parts.append(boundaries(input.results, width, ink))
        parts += FindingText(grids: grids, width: width, ink: ink).parts(Finding.all(run.asked))
        parts.append(layouts(run.asked, width))
        parts += input.comparisons.map { moved($0, input, width, ink) }
        if !input.problems.isEmpty {
            parts.append(input.problems.flatMap { TextLines.wrapped("left out: \(Clean.line($0))", width, "  ") })
        }
        parts.append(closing(verdict, run.controls, input, width, ink))
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private static func alarm(_ controls: Controls, _ width: Int, _ ink: Ink) -> [String] {
        guard let distrust = controls.distrust else { return [] }
        return TextLines.wrapped("? \(distrust)", width, "  ").map(ink.alarm)
            + controls.objections.flatMap {
                TextLines.wrapped("  \(Clean.line($0.sentence, limit: 600))", width, "    ")
            }
    }

    /// What the signs of the grids mean.
    private static func legend(_ cells: [ShownCell], _ width: Int, _ ink: Ink) -> [String] {
        guard !cells.isEmpty else { return [] }
        let entries = AnswerLegend(cells).entries.map { "\($0.mark.sign) \($0.words.joined(separator: ", "))" }
        return TextLines.wrapped("\(AnswerLegend.order). \(entries.joined(separator: "; "))", width, "  ")
            .map { ink.paint($0, .dim) }
    }

    private static func moved(_ comparison: Comparison, _ input: ReportInput, _ width: Int, _ ink: Ink) -> [String] {
        let text = ComparisonText(comparison: comparison, width: width, ink: ink)
        let title = MovedView.title(comparison, in: input.record)
        return [ink.bold(title)] + text.headline + text.distrust + text.moved
    }

    /// The results of the searches, for which the grid has no room.
    private static func boundaries(_ results: RunResults, _ width: Int, _ ink: Ink) -> [String] {
        guard let searches = results.searches, !searches.isEmpty else { return [] }
        return [ink.bold("Boundaries")] + searches.flatMap { TextLines.wrapped(Clean.line($0.sentence), width, "  ") }
    }

    /// The rates of mixed groups of layouts, and the seeds that do not replay; the others are in the grid.
    private static func layouts(_ cells: [ShownCell], _ width: Int) -> [String] {
        let groups = CellGroup.all(cells).filter { $0.isGroup && $0.rate.trials > 0 }
        let mixed = groups.filter { $0.isMixed || $0.isBroken }
        let lines = mixed.prefix(20).flatMap { group in
            TextLines.wrapped(
                "\(Clean.line(group.id)): passed \(group.rate)\(group.replay.map { "; \($0)" } ?? "")", width, "  ")
                + (LayoutDifference(group.cells).map { TextLines.wrapped("  \($0.sentence)", width, "  ") } ?? [])
        }
        return lines + (mixed.count > 20 ? ["… \(Words.count(mixed.count - 20, "more group"))"] : [])
    }

    private static func closing(
        _ verdict: RunSentence, _ controls: Controls, _ input: ReportInput, _ width: Int, _ ink: Ink
    ) -> [String] {
        let time = input.results.wallTime.map { "Wall time \(Words.time($0))." }
        let tally = CellVerdict.byUrgency.compactMap { kind in
            verdict.verdicts[kind].map { "\(Mark(kind).sign) \(Tally.count($0, kind))" }
        }
        let since = tally.isEmpty ? nil : input.record.since.map { "Against the run \(Clean.line($0, limit: 100))." }
        let trust = controls.cells.isEmpty || verdict.isDistrusted ? nil : "\(controls.sentence)."
        let sentence = [verdict.sentence, verdict.besides, trust, since, time].compactMap { $0 }.joined(separator: " ")
        return (verdict.answers.map { TextLines.wrapped($0, width, "  ").map(ink.bold) } ?? [])
            + (tally.isEmpty ? [] : TextLines.wrapped(tally.joined(separator: "  "), width, ""))
            + TextLines.wrapped("\(verdict.sign) \(sentence)", width, "  ").map { ink.bold($0) }
    }
}
