// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The differences between the kernel reports of a pair, by fingerprint.
struct ReportChanges {
    private let base: CellResult
    private let candidate: CellResult

    init(_ base: CellResult, _ candidate: CellResult) {
        self.base = base
        self.candidate = candidate
    }

    var all: [Change] {
        let (before, after) = (base.reports.counted, candidate.reports.counted)
        let (known, found) = (Set(before.map(\.fingerprint)), Set(after.map(\.fingerprint)))
        return after.filter { !known.contains($0.fingerprint) }.map(new)
            + before.filter { !found.contains($0.fingerprint) }.map(gone)
    }

    /// If the base's guest was lost before, or its log could not be read, the base may have the report too.
    private func new(_ report: KernelReport) -> Change {
        let isBeyondBase =
            base.answers.log == .unknown || (base.isGuestLost && (report.rung ?? .boot) > base.rung)
        return Change(
            .report, isBeyondBase ? .neutral : .worse, of: .log, name: report.kind.rawValue, from: nil,
            to: .report(report.title), report: report)
    }

    /// If the candidate's guest was lost before, or its log could not be read, the candidate may still have the report.
    private func gone(_ report: KernelReport) -> Change {
        let isBeyondCandidate =
            candidate.answers.log == .unknown
            || (candidate.isGuestLost && (report.rung ?? .boot) >= candidate.rung)
        return Change(
            .report, isBeyondCandidate ? .neutral : .better, of: .log, name: report.kind.rawValue,
            from: .report(report.title), to: nil, report: report)
    }
}
