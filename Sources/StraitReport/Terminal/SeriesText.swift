// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A series patch by patch, for a terminal or a mail: a headline, a row for each patch, and what each patch changes.
public struct SeriesText {
    private let series: SeriesView
    private let width: Int
    private let ink: Ink
    private let isMail: Bool

    /// More changes of one patch are counted.
    private static let mostMoves = 6
    /// The columns of an architecture: how it compiles, and three answers with what became of each.
    private static let column = 11

    /// Makes the text for a terminal of `width` columns.
    public init(_ series: SeriesView, width: Int, colour: Bool) {
        self.init(series, width: width, ink: Ink(isOn: colour), isMail: false)
    }

    init(_ series: SeriesView, width: Int, ink: Ink, isMail: Bool) {
        self.series = series
        self.width = width
        self.ink = ink
        self.isMail = isMail
    }

    /// All of it.
    public var text: String {
        let parts = [headline.map(ink.bold), table] + series.steps.map(changes).filter { !$0.isEmpty }
        return parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    /// What the series comes to, in lines.
    var headline: [String] {
        SeriesHeadline(series).sentences.flatMap { TextLines.wrapped(plain($0), width, "  ") }
    }

    /// A row for each step. With `onlyMoved` steps that change nothing are left out.
    func rows(onlyMoved: Bool = false) -> [String] {
        series.steps.filter { !onlyMoved || $0.number == 0 || $0.isChange }.map(row)
    }

    /// The head of the table and what its signs mean.
    var head: [String] {
        let names = series.record.architectures.map { TextLines.pad($0.rawValue, Self.column) }
        let signs =
            "Each: compiles, initialization, tests, kernel log; \(sign(.fixed)) fixed and \(sign(.broke)) broke by the patch."
        return TextLines.wrapped(signs, width, "  ") + [TextLines.trimmed("patch  " + names.joined(separator: " "))]
    }

    private var table: [String] { head + rows() }

    private func row(_ step: SeriesView.Step) -> String {
        let number = TextLines.pad("\(step.number)", 5)
        let places = step.places.map { place(step, $0) }.joined(separator: " ")
        let subject = Clean.line(step.title, limit: 200)
        let room = max(12, width - 7 - (Self.column + 1) * step.places.count)
        return "\(number)  \(places) \(plain(subject.count <= room ? subject : subject.prefix(room - 1) + "…"))"
    }

    private func place(_ step: SeriesView.Step, _ place: SeriesView.Place) -> String {
        guard let build = place.build else { return TextLines.pad(step.refusal == nil ? "" : "no", Self.column) }
        let compiled = Mark(build.error == nil ? .good : .bad, of: .tests)
        let warning = place.newWarnings.isEmpty ? " " : "w"
        let answers = CellQuestion.allCases.map { question -> String in
            guard build.error == nil else { return "  " }
            let mark = Mark(place.states[question], of: question)
            let moved = place.verdict(of: question).flatMap { Mark.moved.contains($0) ? Mark($0) : nil }
            return ink.paint(sign(mark), mark) + (moved.map { ink.paint(sign($0), $0) } ?? " ")
        }
        return ink.paint(sign(compiled), compiled) + warning + " " + answers.joined(separator: " ")
    }

    /// What a patch changes, on each architecture.
    func changes(_ step: SeriesView.Step) -> [String] {
        let lines = (step.refusal.map { ["does not apply: \($0)"] } ?? []) + step.places.flatMap(changes)
        guard !lines.isEmpty else { return [] }
        let title = step.patch.map { Clean.line($0.name, limit: 300) } ?? "the tree without patches"
        return TextLines.wrapped(plain("\(step.number): \(title)"), width, "  ").map(ink.bold)
            + lines.flatMap {
                TextLines.wrapped(plain(Clean.line($0, limit: 600)), width - 2, "    ").map { "  " + $0 }
            }
    }

    private func changes(_ place: SeriesView.Place) -> [String] {
        let name = place.architecture.rawValue
        if let error = place.build?.error { return ["\(name): does not compile: \(error)"] }
        let warnings = place.newWarnings.map { "\(name): new compiler warning: \($0.file): \($0.text)" }
        guard var comparison = place.comparison else { return warnings }
        let undecided = place.undecided.filter { ![.broke, .fixed].contains(place.verdict(of: $0)) }
        comparison.judged.removeAll(where: undecided.contains)
        let doubts = undecided.map {
            "? \(name): \($0.word): two boots of this step, or of the one before, differ: nothing is said of the patch"
        }
        let moves = MoveWords.moved(comparison)
        let left = moves.count - min(moves.count, Self.mostMoves)
        let told = moves.prefix(Self.mostMoves).map { move in
            "\(sign(Mark(move.verdict))) \(name): \(move.head) (\(Words.count(move.pairs.count, "cell")))"
        }
        let more = left > 0 ? ["\(name): \(Words.count(left, "more change"))"] : []
        return Array(warnings.prefix(Self.mostMoves)) + Array(told) + doubts + more
    }

    private func sign(_ mark: Mark) -> String { isMail ? mark.plain : mark.sign }
    private func sign(_ verdict: Comparison.PairVerdict) -> String { sign(Mark(verdict)) }
    private func plain(_ text: some StringProtocol) -> String { isMail ? TextLines.ascii(String(text)) : String(text) }
}

extension SeriesView.Step {
    /// The patch's title, with its number in its series as its mail has it.
    var title: String { patch.map { $0.subject ?? $0.name } ?? "without patches" }

    /// Whether the patch changes anything.
    var isChange: Bool {
        refusal != nil
            || places.contains { place in
                place.build?.error != nil || !place.newWarnings.isEmpty
                    || CellQuestion.allCases.contains { Mark.moved.contains(place.verdict(of: $0) ?? .unchanged) }
            }
    }
}
