// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How much a reader has to care about how a cell ended, the most urgent first.
package enum Priority: Int, CaseIterable, Sendable {
    /// It is not what the configuration expects.
    case unexpected
    /// It says nothing about the kernel, or the configuration expects nothing of it.
    case open
    /// It did not pass, and was not expected to.
    case known
    /// It passed, and may.
    case fine

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

/// Cells that ended alike for the same reason, and are as much of a surprise as each other.
package struct Finding: Sendable {
    /// How much a reader has to care.
    package let priority: Priority
    /// The verdict on all of them; nil where there is none.
    package let verdict: CellVerdict?
    package let outcome: Outcome
    /// The result of the first cell, as an example of the others.
    package let result: CellResult
    package let cells: [ShownCell]

    /// Why cells ended as they did, as far as it makes them alike.
    private enum Reason: Hashable {
        case passed, unknown
        /// A kernel's report counts by its fingerprint: its title has process numbers and lines in it.
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

    /// What makes two cells one finding.
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

    /// The reasons: what was not expected first, then the worst, then the most frequent. Cells that passed and may are in none.
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

    /// Four places of a list: priority, verdict, outcome, and the number of cells.
    private var rank: Rank {
        let place = verdict.flatMap(CellVerdict.byUrgency.firstIndex) ?? CellVerdict.byUrgency.count
        return Rank(places: [priority.rawValue, place, Outcome.severity(outcome), -cells.count])
    }

    private struct Rank: Comparable {
        let places: [Int]
        static func < (left: Rank, right: Rank) -> Bool { left.places.lexicographicallyPrecedes(right.places) }
    }

    /// What was expected of the cells, each once.
    package var expectations: [CellExpectation] {
        cells.compactMap { $0.result?.expectation }.uniqued()
    }
}
