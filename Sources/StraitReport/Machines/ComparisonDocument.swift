// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A comparison as JSON, with derived values, so that scripts need not compute anything.
public struct ComparisonDocument: Encodable {
    /// The schema's name and version.
    public static let schema = "strait.comparison/1"

    private let comparison: Comparison

    /// Makes the document of a comparison.
    public init(_ comparison: Comparison) { self.comparison = comparison }

    private enum CodingKeys: String, CodingKey {
        case schema, headline, judged, distrust, base, candidate, isOfOneKernel, verdict, counts, pairs, moves
    }

    /// Encodes the document.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.schema, forKey: .schema)
        try container.encode(Headline(comparison).text, forKey: .headline)
        try container.encode(comparison.judged, forKey: .judged)
        try container.encode(comparison.distrust.map(\.sentence), forKey: .distrust)
        try container.encode(comparison.base, forKey: .base)
        try container.encode(comparison.candidate, forKey: .candidate)
        try container.encode(comparison.isOfOneKernel, forKey: .isOfOneKernel)
        try container.encode(comparison.verdict.rawValue, forKey: .verdict)
        try container.encode(
            Dictionary(uniqueKeysWithValues: comparison.counts.map { ($0.key.rawValue, $0.value) }), forKey: .counts)
        try container.encode(comparison.pairs.map(Pair.init), forKey: .pairs)
        let moves = CellQuestion.allCases.flatMap { comparison.moves(of: $0).together }
        try container.encode(moves.map(DocumentMove.init), forKey: .moves)
    }

    private struct Pair: Encodable {
        let name: String
        let verdict: String
        let answers: [String: String]
        let base: Comparison.Side?
        let candidate: Comparison.Side?
        let changes: [DocumentChange]

        init(_ pair: Comparison.Pair) {
            name = pair.name
            verdict = pair.verdict.rawValue
            answers = Dictionary(
                uniqueKeysWithValues: CellQuestion.allCases.map { ($0.rawValue, pair.answers[$0].rawValue) })
            (base, candidate) = (pair.base, pair.candidate)
            changes = pair.changes.map(DocumentChange.init)
        }
    }

    private struct DocumentChange: Encodable {
        let subject: String
        let direction: String
        let name: String?
        let before: String?
        let after: String?

        init(_ change: Change) {
            subject = change.subject.rawValue
            direction = change.direction.rawValue
            name = change.name
            (before, after) = (change.before?.text, change.after?.text)
        }
    }

    /// One thing that moved, with all cells in which it moved.
    private struct DocumentMove: Encodable {
        /// A kernel report.
        struct Report: Encodable {
            let kind: KernelReport.Kind
            let title: String
            let function: String?
            let fingerprint: String
            let trace: [String]

            init(_ report: KernelReport) {
                (kind, title, fingerprint) = (report.kind, report.title, report.fingerprint)
                function = report.function
                trace = CallTrace(report).frames
            }
        }

        let question: CellQuestion
        let subject: String
        let direction: String
        let names: [String]
        let before: String?
        let after: String?
        let isExample: Bool
        let report: Report?
        let cells: [String]
        let count: Int
        let during: [String]

        init(_ move: Move) {
            question = move.change.question
            subject = move.change.subject.rawValue
            direction = move.change.direction.rawValue
            names = move.names
            (before, after) = (move.change.before?.text, move.change.after?.text)
            isExample = move.isExample
            report = move.change.report.map(Report.init)
            (cells, count, during) = (move.cells, move.count, move.during)
        }
    }
}
