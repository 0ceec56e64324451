// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Findings with equal keys are one finding.
struct FindingKey: Hashable {
    let priority: Priority
    let verdict: CellVerdict?
    let reason: FindingReason

    init(_ cell: ShownCell, _ result: CellResult, _ reason: FindingReason) {
        priority = Priority(cell)
        verdict = cell.verdict
        self.reason = reason
    }
}

/// A finding on its way: it takes in the cells one after the other.
struct FindingDraft {
    private(set) var subject: FindingSubject
    let result: CellResult
    private(set) var cells: [ShownCell] = []

    init(_ reason: FindingReason, _ result: CellResult) {
        self.result = result
        switch reason {
        case .refused(let rung, let errno): subject = .refusal(rung, errno, sizes: [])
        case .tests(let suite, _):
            subject = .tests(suite: suite, result.suites.first { $0.name == suite }?.failed ?? [])
        case .report(let fingerprint):
            let report = result.distinctReports.first { $0.fingerprint == fingerprint }
            subject = report.map { .report(ReportGroup($0)) } ?? .outcome
        case .rung(let rung, let outcome): subject = .rung(rung, outcome)
        case .outcome: subject = .outcome
        }
    }

    mutating func take(_ cell: ShownCell, _ result: CellResult, _ reason: FindingReason) {
        cells.append(cell)
        switch (subject, reason) {
        case (.refusal(let rung, let errno, let sizes), _):
            let more = result.refusedSizes.filter { $0.rung == rung && $0.errno == errno }.map(\.request)
            subject = .refusal(rung, errno, sizes: Set(sizes + more).sorted())
        case (.report(var group), .report(let fingerprint)):
            let reports = result.distinctReports
            guard let report = reports.first(where: { $0.fingerprint == fingerprint }) else { return }
            group.take(report, of: cell.id, among: reports)
            subject = .report(group)
        default: break
        }
    }
}
