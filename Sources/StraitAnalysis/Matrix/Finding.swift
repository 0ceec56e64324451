// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How urgently a reader has to look at a cell, the most urgent first.
package enum Priority: Int, CaseIterable, Sendable {
    /// It did not meet the configuration's expectation.
    case unexpected
    /// It has no verdict on the kernel, or the configuration expects nothing of it.
    case open
    /// It did not pass, as expected.
    case known
    /// It passed, and that is fine.
    case fine

    /// The priority of a cell.
    package init(_ cell: ShownCell) {
        if let verdict = cell.verdict, verdict.isUnexpected {
            self = .unexpected
        } else if cell.outcome == .passed {
            self = .fine
        } else {
            self = cell.verdict == nil ? .open : .known
        }
    }
}

/// Cells with the same outcome, the same reason and the same verdict.
package struct Finding: Sendable {
    /// How urgently a reader has to look at it.
    package let priority: Priority
    /// The verdict on each of them; nil if there is none.
    package let verdict: CellVerdict?
    /// The outcome of each of them.
    package let outcome: Outcome
    /// The result of the first cell, as an example.
    package let result: CellResult
    /// The cells; at least one.
    package let cells: [ShownCell]

    /// The reason for an outcome, as far as it groups cells.
    private enum Reason: Hashable {
        case passed, unknown
        /// A kernel report, by its fingerprint: its title contains process numbers and lines.
        case report(fingerprint: String)
        case cause(String)
        case refused(Rung, Errno)
        case title(String)
        case rung(Rung)

        init(_ result: CellResult) {
            switch result.outcome {
            case .passed: self = .passed
            case .crashed:
                if let report = result.reports.first {
                    self = .report(fingerprint: report.fingerprint)
                } else {
                    self = result.cause.map(Reason.cause) ?? .rung(result.rung)
                }
            case .unsupported, .invalid: self = result.cause.map(Reason.cause) ?? .unknown
            case .failed, .hung, .infrastructure:
                if let errno = result.errno {
                    self = .refused(result.rung, errno)
                } else {
                    self = result.reports.first.map { Reason.title($0.title) } ?? .rung(result.rung)
                }
            }
        }
    }

    /// Cells with equal keys are one finding.
    private struct Key: Hashable {
        let priority: Priority
        let verdict: CellVerdict?
        let outcome: Outcome
        let reason: Reason

        init(_ cell: ShownCell, _ result: CellResult) {
            priority = Priority(cell)
            verdict = cell.verdict
            outcome = result.outcome
            reason = Reason(result)
        }
    }

    /// All findings: unexpected ones first, then the worst, then the most frequent. Cells that passed as they may are
    /// left out.
    package static func all(_ cells: [ShownCell]) -> [Finding] {
        var order: [Key] = []
        var groups: [Key: [ShownCell]] = [:]
        for cell in cells {
            guard let result = cell.result, Priority(cell) != .fine else { continue }
            let key = Key(cell, result)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(cell)
        }
        let findings = order.compactMap { key in groups[key].flatMap { Finding(key, $0) } }
        return findings.enumerated().sorted { left, right in
            (left.element.rank, left.offset) < (right.element.rank, right.offset)
        }.map(\.element)
    }

    private init?(_ key: Key, _ cells: [ShownCell]) {
        guard let result = cells.first?.result else { return nil }
        (priority, verdict, outcome) = (key.priority, key.verdict, key.outcome)
        self.result = result
        self.cells = cells
    }

    /// Sorts findings by priority, verdict, outcome, and number of cells.
    private var rank: Rank {
        let place = verdict.flatMap(CellVerdict.byUrgency.firstIndex) ?? CellVerdict.byUrgency.count
        return Rank(places: [priority.rawValue, place, Outcome.severity(outcome), -cells.count])
    }

    private struct Rank: Comparable {
        let places: [Int]
        static func < (left: Rank, right: Rank) -> Bool { left.places.lexicographicallyPrecedes(right.places) }
    }

    /// What was expected of the cells, each expectation once.
    package var expectations: [CellExpectation] {
        cells.compactMap { $0.result?.expectation }.uniqued()
    }
}
