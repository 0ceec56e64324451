// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What the kernels of a pair report, by fingerprints: what one of them says and the other does not.
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

    /// A base whose guest was lost before it could come to that, or whose log could not be read, may have it too.
    private func new(_ report: KernelReport) -> Change {
        let isBeyondBase =
            base.answers.log == .unknown || (base.isGuestLost && (report.rung ?? .boot) > base.rung)
        return Change(
            .report, isBeyondBase ? .neutral : .worse, of: .log, name: report.kind.rawValue, from: nil,
            to: .report(report.title), report: report)
    }

    /// A candidate whose guest was lost before it could come to that, or whose log could not be read, may still have it.
    private func gone(_ report: KernelReport) -> Change {
        let isBeyondCandidate =
            candidate.answers.log == .unknown
            || (candidate.isGuestLost && (report.rung ?? .boot) >= candidate.rung)
        return Change(
            .report, isBeyondCandidate ? .neutral : .better, of: .log, name: report.kind.rawValue,
            from: .report(report.title), to: nil, report: report)
    }
}
