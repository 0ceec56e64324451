// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A comparison as the plain text of a mail: at most 60 lines of at most 72 columns, so that it is read. Ids of cells and words of a
/// command stay whole, even if they are longer than a line.
public struct ComparisonMail: Sendable {
    /// The width of a mail that all mail programs show without breaking lines.
    public static let width = 72
    /// The most lines.
    public static let mostLines = 60

    /// The command that repeats everything, and the files that it needs.
    public struct Repetition: Sendable, Equatable {
        /// One line of shell.
        public var command: String
        /// The names of the files that have to be attached.
        public var attachments: [String]
        /// Whether the same configuration found other kernels at another time, so that the command finds those of today.
        public var isOfOtherTimes: Bool

        /// Makes a repetition.
        public init(command: String, attachments: [String], isOfOtherTimes: Bool = false) {
            self.command = command
            self.attachments = attachments
            self.isOfOtherTimes = isOfOtherTimes
        }
    }

    /// How many of the worst kernel reports have a part of their trace in any case.
    private static let traces = 2

    private let comparison: Comparison
    /// How the comparison can be repeated; nil if that is not known.
    public var repetition: Repetition?
    /// `Name <address>` for `Tested-by:`, which is written only if ``ComparisonReport/deservesTag(_:)``.
    public var tester: String?
    /// What ran of the changed lines, a line each; empty if that was not measured.
    public var coverage: [String] = []

    /// Makes the mail of a comparison.
    public init(_ comparison: Comparison) { self.comparison = comparison }

    /// The text.
    public var text: String {
        let head = [headline, distrust]
        let foot = [Array(Self.wrapped(coverage).prefix(3)), tested, repeated, tag]
        let used = (head + foot).filter { !$0.isEmpty }.reduce(0) { $0 + $1.count + 1 }
        // One blank line below the table, none at the end.
        let room = max(16, Self.mostLines - used)
        let table = table(atMost: room * 2 / 5)
        let parts = head + [table, moved(atMost: room - table.count - 1)] + foot
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var headline: [String] {
        Self.cut(Self.wrapped(["strait: \(Headline(comparison).text)"], indent: "  "), 10)
    }

    private var distrust: [String] {
        guard !comparison.distrust.isEmpty else { return [] }
        let reasons = comparison.distrust.map { "  \(Clean.line($0.sentence, limit: 300))" }
        return Self.cut(Self.wrapped([ChangeWords.distrust] + reasons, indent: "    "), 4)
    }

    private func table(atMost most: Int) -> [String] {
        let notes = Self.wrapped(PairPlaces(comparison.pairs).constantLines.map { "  in \($0)" }, indent: "    ")
        let constants = Array(notes.prefix(3))
        let table = AnswerTable(comparison, style: .words)
        // The head, and a line that says what is left out.
        var rows = max(1, most - constants.count - 2)
        var lines = table.lines(width: Self.width, most: rows)
        // A row may take two lines.
        while rows > 1, lines.count + constants.count > most {
            rows -= 1
            lines = table.lines(width: Self.width, most: rows)
        }
        return lines.map(\.text) + constants
    }

    private func moved(atMost most: Int) -> [String] {
        let moves = MoveWords.varied(MoveWords.moved(comparison))
        guard !moves.isEmpty else {
            return Self.cut(["Nothing broke, nothing was fixed."] + besides(atMost: most - 1), most)
        }
        let places = PairPlaces(comparison.pairs)
        func lines(_ move: MoveWords, _ frames: Int, _ ids: Int) -> [String] {
            MoveLines(places: places, width: Self.width, frames: frames, ids: ids, isMail: true)
                .lines(move, sign: Mark(move.verdict).plain)
        }
        // The worst reports have a trace, however much else moved.
        let traced = moves.indices.filter { moves[$0].trace?.frames.isEmpty == false }.prefix(Self.traces)
        let least = Self.first(moves.enumerated().map { lines($1, traced.contains($0) ? 4 : 0, 0) }, most)
        var room = most - least.shown.reduce(least.left == nil ? 0 : 1) { $0 + $1.count }
        // Traces and ids for the worst, as far as there is room.
        let grown = zip(moves, least.shown).flatMap { move, least in
            let fuller = [(12, 3), (12, 1), (8, 1), (5, 1), (3, 1), (0, 1)].lazy.map { lines(move, $0.0, $0.1) }
            let chosen = fuller.first { $0.count - least.count <= room } ?? least
            room -= chosen.count - least.count
            return chosen
        }
        return grown + (least.left.map { [$0] } ?? besides(atMost: room))
    }

    /// As many as there is room for, and how many more there are.
    private static func first(_ all: [[String]], _ most: Int) -> (shown: [[String]], left: String?) {
        if all.reduce(0, { $0 + $1.count }) <= most { return (all, nil) }
        var used = 1
        let shown = Array(
            all.prefix { lines in
                used += lines.count
                return used <= most
            })
        return (shown, "and \(Words.count(all.count - shown.count, "more change"))")
    }

    /// What differs and decides nothing, if there is room for it.
    private func besides(atMost most: Int) -> [String] {
        let moves = MoveWords.besides(comparison)
        guard !moves.isEmpty, most >= 4 else { return [] }
        let shape = MoveLines(
            places: PairPlaces(comparison.pairs), width: Self.width, frames: 0, ids: 0, isMail: true)
        let lines = Self.first(moves.map { shape.lines($0, sign: Mark($0.verdict).plain) }, min(10, most - 2))
        return ["", "Differences that decide nothing:"] + lines.shown.flatMap(\.self) + (lines.left.map { [$0] } ?? [])
    }

    private var tested: [String] {
        let lines = TestedWith(comparison: comparison).lines.map { "  \($0)" }
        return Self.cut(["Tested:"] + Self.wrapped(lines, indent: "    "), 12)
    }

    private var repeated: [String] {
        guard let repetition else { return [] }
        let names = Words.list(repetition.attachments.map { Clean.line($0, limit: 100) })
        let verb = repetition.attachments.count == 1 ? "is" : "are"
        let pinned = repetition.isOfOtherTimes ? "; the kernels above are of other times" : ""
        let note = repetition.attachments.isEmpty ? "" : " (\(names) \(verb) attached\(pinned))"
        let head = Self.wrapped(["To repeat all of it\(note):"])
        return Self.cut(head + ShellLines.continued(repetition.command, Self.width), 7)
    }

    private var tag: [String] {
        guard let tester, ComparisonReport.deservesTag(comparison) else { return [] }
        return ["Tested-by: " + Clean.line(tester, limit: 200)]
    }

    private static func wrapped(_ lines: [String], indent: String = "") -> [String] {
        lines.flatMap { TextLines.broken(TextLines.ascii($0), width, indent) }
    }

    /// At most so many lines; what is cut off is marked.
    private static func cut(_ lines: [String], _ most: Int) -> [String] {
        lines.count <= most ? lines : lines.prefix(most - 1) + ["  ..."]
    }
}
