// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A night as JSON, for `notify:` and `--format json`, with derived values.
public struct NightDocument: Encodable {
    /// The schema's name and version.
    public static let schema = "strait.night/1"

    private let summary: NightSummary

    /// Makes the document of a night.
    public init(_ summary: NightSummary) { self.summary = summary }

    private enum CodingKeys: String, CodingKey {
        case schema, configuration, run, night, directory, since, answers, counts, broke, fixed, inconclusive,
            undecided,
            regressed, uncompared, unexpected, stopped, distrust, notes, pruned, open, verdict, changed, line
    }

    private struct Moved: Encodable {
        let cell: String
        /// The answers that are others.
        let answers: String?
        let before: String
        let now: String
        let reproduction: String?

        init(_ moved: NightSummary.Moved) {
            (cell, reproduction) = (moved.cell, moved.reproduction)
            (answers, before, now) = (moved.answersText, moved.beforeText, moved.nowText)
        }
    }

    /// How many cells have each outcome, and `planned`.
    private var counts: [String: Int] {
        var counts = Dictionary(uniqueKeysWithValues: summary.counts.map { ($0.key.rawValue, $0.value) })
        counts["planned"] = summary.planned
        return counts
    }

    /// For each question how many cells have each answer, `no result` included.
    private var answers: [String: [String: Int]] {
        Dictionary(
            uniqueKeysWithValues: CellQuestion.allCases.map { question in
                var counts = Dictionary(
                    uniqueKeysWithValues: summary.answers.states(of: question).map { ($0.key.rawValue, $0.value) })
                let missing = summary.answers.count(nil, of: question)
                if missing > 0 { counts["no result"] = missing }
                return (question.rawValue, counts)
            })
    }

    private var verdict: String {
        switch summary.verdict {
        case .good: "good"
        case .worse: "worse"
        case .noVerdict: "no verdict"
        }
    }

    /// Encodes the document.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.schema, forKey: .schema)
        try container.encode(summary.configuration, forKey: .configuration)
        try container.encode(summary.run, forKey: .run)
        try container.encode(summary.night, forKey: .night)
        try container.encode(summary.directory, forKey: .directory)
        try container.encodeIfPresent(summary.since, forKey: .since)
        try container.encode(answers, forKey: .answers)
        try container.encode(counts, forKey: .counts)
        try container.encode(summary.broke.map(Moved.init), forKey: .broke)
        try container.encode(summary.fixed.map(Moved.init), forKey: .fixed)
        try container.encode(summary.inconclusive.map(Moved.init), forKey: .inconclusive)
        try container.encode(summary.undecided, forKey: .undecided)
        try container.encode(summary.regressed.map(\.sentence), forKey: .regressed)
        try container.encode(summary.isUncompared, forKey: .uncompared)
        try container.encode(summary.unexpected.map(\.sentence), forKey: .unexpected)
        try container.encodeIfPresent(summary.stopped, forKey: .stopped)
        try container.encode(summary.distrust.map(\.sentence), forKey: .distrust)
        try container.encode(summary.notes, forKey: .notes)
        try container.encode(summary.pruned, forKey: .pruned)
        try container.encode(summary.open, forKey: .open)
        try container.encode(verdict, forKey: .verdict)
        try container.encode(summary.hasChanged, forKey: .changed)
        try container.encode(summary.line, forKey: .line)
    }
}
