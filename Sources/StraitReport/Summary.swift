// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A run at a glance, for a terminal.
public enum Summary {
    /// What the controls object, the grids with signs and words, what searches found, what did not pass with its reasons, and the
    /// totals; lines of at most `width` columns.
    public static func text(_ input: ReportInput, width: Int = 80, color: Bool = false) -> String {
        let run = RunCells(input)
        let verdict = RunSentence(run, ended: input.results.finished != nil)
        let ink = Ink(isOn: color, isDistrusted: verdict.isDistrusted)
        let width = max(40, width)
        let grids = Grid.all(run.asked, searches: ShownSearch.all(input))
        var parts = [alarm(run.controls, width, ink)]
        parts += grids.map { GridText(grid: $0, width: width, ink: ink).lines }
        parts.append(boundaries(input.results, width, ink))
        parts += FindingText(grids: grids, width: width, ink: ink).parts(Finding.all(run.asked))
        parts.append(layouts(run.asked, width))
        parts += input.comparisons.map { moved($0, input, width, ink) }
        if !input.problems.isEmpty {
            parts.append(input.problems.flatMap { wrapped("left out: \(Clean.line($0))", width, "  ") })
        }
        parts.append(closing(verdict, run.controls, input, width, ink))
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private static func alarm(_ controls: Controls, _ width: Int, _ ink: Ink) -> [String] {
        guard let distrust = controls.distrust else { return [] }
        return wrapped("? \(distrust)", width, "  ").map(ink.alarm)
            + controls.objections.flatMap { wrapped("  \(Clean.line($0, limit: 600))", width, "    ") }
    }

    private static func moved(_ comparison: Comparison, _ input: ReportInput, _ width: Int, _ ink: Ink) -> [String] {
        let text = ComparisonText(comparison: comparison, width: width, ink: ink)
        let title = MovedView.title(comparison, in: input.record)
        return wrapped("\(title): \(ChangeWords.counts(comparison))", width, "  ").map(ink.bold) + text.distrust
            + text.moved
    }

    /// What the searches found: a square has no room for the values.
    private static func boundaries(_ results: RunResults, _ width: Int, _ ink: Ink) -> [String] {
        guard let searches = results.searches, !searches.isEmpty else { return [] }
        return [ink.bold("Boundaries")] + searches.flatMap { wrapped(Clean.line($0.sentence), width, "  ") }
    }

    /// So many of so many, for each question about layouts, and each replay that is none; those that passed every time are in the grid.
    private static func layouts(_ items: [ShownCell], _ width: Int) -> [String] {
        let groups = CellGroup.all(items).filter { $0.isGroup && $0.rate.trials > 0 }
        let mixed = groups.filter { $0.isMixed || $0.isBroken }
        let lines = mixed.prefix(20).flatMap { group in
            wrapped("\(Clean.line(group.id)): passed \(group.rate)\(group.replay.map { "; \($0)" } ?? "")", width, "  ")
                + (LayoutDifference.sentence(group.items).map { wrapped("  \($0)", width, "  ") } ?? [])
        }
        return lines + (mixed.count > 20 ? ["… \(Words.count(mixed.count - 20, "more question"))"] : [])
    }

    private static func closing(
        _ verdict: RunSentence, _ controls: Controls, _ input: ReportInput, _ width: Int, _ ink: Ink
    ) -> [String] {
        let time = RunSentence.wallTime(input.results).map { "Wall time \(Words.time($0))." }
        let tally = Words.verdicts.compactMap { kind in
            verdict.verdicts[kind].map { "\(Words.sign(kind)) \(Tally.count($0, kind))" }
        }
        let since = tally.isEmpty ? nil : input.record.since.map { "Against the run \(Clean.line($0, limit: 100))." }
        let trust = controls.items.isEmpty || verdict.isDistrusted ? nil : "\(controls.sentence)."
        let sentence = [verdict.sentence, verdict.besides, trust, since, time].compactMap { $0 }.joined(separator: " ")
        return (tally.isEmpty ? [] : wrapped(tally.joined(separator: "  "), width, ""))
            + wrapped("\(verdict.sign) \(sentence)", width, "  ").map { ink.bold($0) }
    }

    /// Text in lines of at most `width` columns, those after the first behind `indent`; a word that is longer stays whole.
    static func wrapped(_ text: String, _ width: Int, _ indent: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let start = lines.isEmpty ? "" : indent
            if line.isEmpty {
                line = start + word
            } else if line.count + 1 + word.count <= width {
                line += " " + word
            } else {
                lines.append(line)
                line = indent + word
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
