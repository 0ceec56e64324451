// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A bisection in words, for a terminal or a mail.
public struct BisectText {
    private let record: BisectRecord
    private let width: Int
    private let isMail: Bool

    /// Makes the text. In a mail it is plain ASCII of at most 72 columns.
    public init(_ record: BisectRecord, width: Int, isMail: Bool = false) {
        self.record = record
        self.width = isMail ? ComparisonMail.width : width
        self.isMail = isMail
    }

    /// All of it.
    public var text: String {
        let parts = [result, changes, points, how]
        return parts.filter { !$0.isEmpty }.map { $0.flatMap(wrapped).joined(separator: "\n") }.joined(
            separator: "\n\n")
            + "\n"
    }

    private var result: [String] {
        guard let first = record.first else { return [range] }
        let verb = record.isFix == true ? "fixes" : "breaks"
        return ["\(name(first)) is the first that \(verb) it.", proof]
    }

    /// Without a single point: what is left of the range.
    private var range: String {
        guard record.finished != nil else { return "The bisection has not ended." }
        let search = BisectSearch(
            record.trials.map { $0.map { $0.skipped != nil ? .skipped : $0.hits > 0 ? .new : .old } })
        return "It is one of these, because those before the last cannot be tested: "
            + search.candidates.map(name).joined(separator: "; ")
    }

    private var proof: String {
        let trial = record.revert ?? BisectTrial()
        switch record.proof {
        case .proven:
            return "Proven: the bad end without it answered as the good one in \(Words.count(trial.boots, "boot"))."
        case .refuted:
            return
                "Not proven: the bad end without it shows the change, too (\(trial.hits) of \(Words.count(trial.boots, "boot")))."
        case .impossible:
            return "Not proven: it cannot be taken back on top of the bad end"
                + (trial.skipped.map { ": \($0)" } ?? ", or that kernel has no answer") + "."
        case nil: return "Not proven."
        }
    }

    private var changes: [String] {
        guard !record.changes.isEmpty else { return [] }
        let cells = record.cells.prefix(4).map { "  in \($0)" }
        let more = record.cells.count - cells.count
        return ["What it changes:"] + record.changes.map { "  \(Clean.line($0, limit: 300))" } + cells
            + (more > 0 ? ["  and in \(Words.count(more, "more cell"))"] : [])
    }

    private var points: [String] {
        let last = record.points.count - 1
        let told = record.points.indices.filter { record.trials[$0] != nil }
        return ["Tested (boots with the change, of all):"]
            + told.map { index in
                let end = index == 0 ? " (good)" : index == last ? " (bad)" : index == record.first ? " (found)" : ""
                let trial = record.trials[index] ?? BisectTrial()
                let answer =
                    trial.skipped.map { "skipped: \(Clean.line($0, limit: 120))" } ?? "\(trial.hits) of \(trial.boots)"
                return "  \(index): \(answer)\(end): \(Clean.line(record.points[index].name, limit: 120))"
            }
    }

    private var how: [String] {
        let judged =
            record.judged.count < CellQuestion.allCases.count
            ? ", judged by \(Words.list(record.judged.map(\.word)))" : ""
        let needed = record.needed.map {
            " The good end, the last point without the change and the bad end without it were booted \(Words.count($0, "time")) each: the "
                + "chance that one of them has it all the same is below 1 %."
        }
        return ["The kernel \(record.kernel), \(Words.count(record.points.count, "point"))\(judged).\(needed ?? "")"]
    }

    private func name(_ point: Int) -> String { Clean.line(record.points[point].name, limit: 200) }

    /// Lines of the text's width; an id of a cell stays whole, even if it is longer.
    private func wrapped(_ line: String) -> [String] {
        let lead = String(line.prefix { $0 == " " })
        var lines = TextLines.wrapped(isMail ? TextLines.ascii(line) : line, width - lead.count, "    ")
        if let first = lines.first { lines[0] = lead + first }
        return lines
    }
}
