// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How a guest's domain ended, as libvirt tells it.
public enum DomainEnd: Sendable, Equatable {
    /// It is still there, or strait ended it.
    case normal
    /// The guest's kernel panicked.
    case panicked
    /// The guest switched itself off, or reset itself.
    case guestStopped
    /// QEMU died, and not by strait's hand.
    case emulatorDied(String)
}

/// What a guest's console still did after a deadline had passed.
public enum ConsoleState: Sendable, Equatable {
    /// It said something of its own a moment before.
    case speaks
    /// It only echoed what was typed there: the kernel runs, and nobody says anything.
    case echoes
    /// Nothing came.
    case silent
}

/// Everything that is known of a cell when its guest is gone: what the verdict follows from, and nothing else.
public struct JudgementInput: Sendable {
    /// The cell as it was asked for.
    public var cell: Cell
    /// Which kernel was booted.
    public var kernel: KernelIdentity
    /// What that kernel is able to do.
    public var facts: KernelFacts
    /// What the workload found; nil where it never began.
    public var evidence: WorkloadEvidence?
    /// What the console reported.
    public var consoleReports: [KernelReport]
    /// The console's last line.
    public var lastLine: String?
    /// What the console still did when a deadline had passed; nil where nobody looked.
    public var console: ConsoleState?
    /// What ended the cell before the workload began: at `host`, `qemu`, `boot` or `login`.
    public var earlier: Interruption?
    /// How the domain ended.
    public var end: DomainEnd
    /// Why our own program in the guest gave up, in its words; nil where it did not.
    public var guestFailure: String?

    /// A case to judge.
    public init(
        cell: Cell, kernel: KernelIdentity, facts: KernelFacts, evidence: WorkloadEvidence?,
        consoleReports: [KernelReport] = [], lastLine: String? = nil, console: ConsoleState? = nil,
        earlier: Interruption? = nil, end: DomainEnd = .normal, guestFailure: String? = nil
    ) {
        self.cell = cell
        self.kernel = kernel
        self.facts = facts
        self.evidence = evidence
        self.consoleReports = consoleReports
        self.lastLine = lastLine
        self.console = console
        self.earlier = earlier
        self.end = end
        self.guestFailure = guestFailure
    }

    /// Where the cell ended early, wherever that was.
    var interruption: Interruption? { earlier ?? evidence?.interruption }

    /// The verdict with its evidence. Phases and attempts are for whoever measured them to fill in.
    public func judge() -> CellResult {
        let reports = self.reports
        let decision = decide(reports)
        var result = CellResult(
            id: cell.id, arch: cell.architecture, kernel: kernel, requested: cell.requested, outcome: decision.outcome,
            rung: decision.rung, cause: decision.cause, errno: decision.errno)
        result.reports = reports
        if decision.outcome == .hung || decision.outcome == .infrastructure { result.hang = hang }
        // Nobody missed a deadline of strait's: a test ran into one of its own, and the guest went on.
        if decision.outcome == .hung, interruption == nil { result.hang = .slow }
        guard let evidence else { return result }
        result.kernel.release = kernel.release ?? evidence.guest.release
        result.effective = effective(evidence.guest)
        result.capacity = evidence.capacity
        result.deviceMemory = evidence.deviceMemory.map { settled($0, decision) }
        result.selftests = evidence.selftests
        result.layout = evidence.guest.layout
        result.ladder = evidence.ladder
        if evidence.interruption?.rung == decision.rung, result.ladder.last?.rung == decision.rung {
            result.ladder[result.ladder.count - 1].outcome = decision.outcome
            result.ladder[result.ladder.count - 1].cause = decision.cause
        }
        result.notes = evidence.notes
        if !cell.workload.suites.isEmpty, let reason = facts.noSelftests {
            result.notes.append("without hmm-tests: \(reason); the probe's verdict stands")
        }
        return result
    }

    private func effective(_ guest: GuestEvidence) -> [String: AxisValue] {
        let axes = Axis.all.filter { $0.architectures.contains(cell.architecture) }
        return Dictionary(
            uniqueKeysWithValues: axes.compactMap { axis in axis.effective(guest).map { (axis.name, $0) } })
    }

    /// The size that was being initialized when the guest went shares the cell's fate.
    private func settled(_ result: DeviceMemoryResult, _ decision: Decision) -> DeviceMemoryResult {
        guard let request = evidence?.initializing, request == result.request, decision.rung == .`init`,
            evidence?.interruption != nil
        else { return result }
        return DeviceMemoryResult(request, decision.outcome, rung: .`init`, start: result.start, cause: decision.cause)
    }

    /// What log and console reported together, in the order of the rungs. The log comes first: the console shows the same report
    /// a second time, or, where the guest was lost, the only time.
    private var reports: [KernelReport] {
        var reports = evidence?.reports ?? []
        let prints = Set(reports.map(\.fingerprint))
        let titles = Set(reports.map(\.title))
        for var report in consoleReports where !prints.contains(report.fingerprint) && !titles.contains(report.title) {
            report.rung = report.rung ?? interruption?.rung ?? .boot
            reports.append(report)
        }
        let ordered = reports.enumerated().sorted {
            ($0.element.rung ?? .boot, $0.offset) < ($1.element.rung ?? .boot, $1.offset)
        }
        return ordered.map(\.element)
    }
}
