// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One reason why cells did not pass, with all cells that have it and the same verdict. A cell has one for each thing that was
/// refused, failed or reported in it, whichever of them decided its outcome.
package struct Finding: Sendable {
    /// How urgently a reader has to look at it.
    package let priority: Priority
    /// The verdict on each of the cells; nil if there is none.
    package let verdict: CellVerdict?
    /// The question whose answer it is part of; nil for the cell as a whole.
    package let question: CellQuestion?
    /// What it says.
    package let subject: FindingSubject
    /// The outcome of the first cell.
    package let outcome: Outcome
    /// The result of the first cell, as an example.
    package let result: CellResult
    /// The cells; at least one.
    package let cells: [ShownCell]

    /// All findings: unexpected ones first, then the worst, then the most frequent. Cells that passed as they may are
    /// left out.
    package static func all(_ cells: [ShownCell]) -> [Finding] {
        var order: [FindingKey] = []
        var drafts: [FindingKey: FindingDraft] = [:]
        for cell in cells {
            guard let result = cell.result, Priority(cell) != .fine else { continue }
            for reason in FindingReasons(result, cell.answers).all {
                let key = FindingKey(cell, result, reason)
                if drafts[key] == nil { order.append(key) }
                drafts[key, default: FindingDraft(reason, result)].take(cell, result, reason)
            }
        }
        let findings = order.compactMap { key in drafts[key].map { Finding(key, $0) } }
        return findings.enumerated().sorted { left, right in
            (left.element.rank, left.offset) < (right.element.rank, right.offset)
        }.map(\.element)
    }

    private init(_ key: FindingKey, _ draft: FindingDraft) {
        (priority, verdict, question) = (key.priority, key.verdict, key.reason.question)
        (subject, result, outcome) = (draft.subject, draft.result, draft.result.outcome)
        cells = draft.cells
    }

    /// Sorts findings by priority, verdict, severity, and number of cells.
    private var rank: Rank {
        let place = verdict.flatMap(CellVerdict.byUrgency.firstIndex) ?? CellVerdict.byUrgency.count
        return Rank(places: [priority.rawValue, place] + severity + [-cells.count])
    }

    /// Reports come first, the worst kind in front; then what was refused, then the tests.
    private var severity: [Int] {
        switch subject {
        case .report(let group):
            [Outcome.severity(.crashed), KernelReport.Kind.bySeverity.firstIndex(of: group.report.kind) ?? 0]
        case .refusal: [Outcome.severity(.failed), 0]
        case .tests: [Outcome.severity(.failed), Self.last]
        case .rung(_, let outcome):
            [Outcome.severity(outcome), question == .initialization ? Self.behindReports : Self.last]
        case .outcome: [Outcome.severity(outcome), Self.last]
        }
    }

    private static let behindReports = KernelReport.Kind.bySeverity.count
    private static let last = behindReports + 1

    private struct Rank: Comparable {
        let places: [Int]
        static func < (left: Rank, right: Rank) -> Bool { left.places.lexicographicallyPrecedes(right.places) }
    }

    /// What was expected of the cells, each expectation once.
    package var expectations: [CellExpectation] {
        cells.compactMap { $0.result?.expectation }.uniqued()
    }
}
