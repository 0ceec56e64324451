// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension JudgementInput {
    /// The verdict with its evidence. The caller adds phases and attempts.
    public func judge() -> CellResult {
        let reports = self.reports
        let decision = decide(reports)
        var result = CellResult(
            id: cell.id, arch: cell.architecture, kernel: kernel, requested: cell.requested, outcome: decision.outcome,
            rung: decision.rung, cause: decision.cause, errno: decision.errno)
        result.reports = reports
        if decision.outcome == .hung || decision.outcome == .infrastructure { result.hang = hang }
        // No deadline of strait was missed: a test reached its own limit, and the guest continued.
        if decision.outcome == .hung, interruption == nil { result.hang = .slow }
        guard let evidence else { return result.answered(cell.workload) }
        result.kernel.release = kernel.release ?? evidence.guest.release
        result.effective = effective(evidence.guest)
        result.mismatches = mismatches.isEmpty ? nil : mismatches
        result.capacity = evidence.capacity
        result.deviceMemory = evidence.deviceMemory.map { settled($0, decision) }
        result.suites = suites
        result.layout = evidence.guest.layout
        result.ladder = evidence.ladder
        if evidence.interruption?.rung == decision.rung, result.ladder.last?.rung == decision.rung {
            result.ladder[result.ladder.count - 1].outcome = decision.outcome
            result.ladder[result.ladder.count - 1].cause = decision.cause
        }
        result.notes = evidence.notes
        result.notes += ladder.steps.compactMap { $0.note(facts) }
        return result.answered(cell.workload)
    }

    private func effective(_ guest: GuestEvidence) -> [String: AxisValue] {
        Axis.all(of: cell.architecture).reduce(into: [:]) { $0[$1.name] = $1.effective(guest) }
    }

    /// The suites that ran. For a suite during which the guest was lost, the console may have more results than the
    /// last answer.
    private var suites: [SuiteResult] {
        let known = evidence?.suites ?? []
        guard !consoleTests.isEmpty, let suite = interruption.flatMap({ ladder[$0.rung]?.suite }) else {
            return known
        }
        let told = suite(consoleTests)
        guard told.tests.count > known.first(where: { $0.name == told.name })?.tests.count ?? 0 else { return known }
        return known.filter { $0.name != told.name } + [told]
    }

    /// The size that was running when the guest was lost gets the cell's outcome.
    private func settled(_ result: DeviceMemoryResult, _ decision: Decision) -> DeviceMemoryResult {
        guard let request = evidence?.inProgress, request == result.request, let stopped = evidence?.interruption,
            stopped.rung == decision.rung
        else { return result }
        return DeviceMemoryResult(
            request, decision.outcome, rung: stopped.rung, start: result.start, cause: decision.cause)
    }

    /// The reports of log and console, the worst first. The log comes first: the console repeats its reports, or has
    /// the only copy if the guest was lost.
    private var reports: [KernelReport] {
        var reports = evidence?.reports ?? []
        let prints = Set(reports.map(\.fingerprint))
        let titles = Set(reports.map(\.title))
        for var report in consoleReports where !prints.contains(report.fingerprint) && !titles.contains(report.title) {
            report.rung = report.rung ?? interruption?.rung ?? .boot
            reports.append(report)
        }
        let ladder = ladder
        var ordered = reports.enumerated().sorted {
            (ladder.place(of: $0.element.rung ?? .boot), $0.offset)
                < (ladder.place(of: $1.element.rung ?? .boot), $1.offset)
        }.map(\.element)
        for place in ordered.indices { ordered[place].order = place + 1 }
        return ordered.bySeverity
    }
}
