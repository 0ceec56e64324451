// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Runs the workloads of one cell in its guest, rung by rung.
public struct GuestWorkload: Sendable {
    private let cell: Cell
    private let facts: KernelFacts
    private let workloads: [Workload]
    private let scale: Double
    private let counted: [String]
    private let probed: [String]

    /// Makes the workloads of a cell. `facts` are those of its kernel. `scale` multiplies all time limits: 2 for a host
    /// half as fast as the reference host. `counted`: the sources of the kernel that count the lines that run.
    /// `probed`: functions whose calls are counted.
    public init(
        cell: Cell, facts: KernelFacts, workloads: [Workload] = Workload.all, scale: Double = 1, counted: [String] = [],
        probed: [String] = []
    ) {
        self.counted = counted
        self.probed = probed
        self.cell = cell
        self.facts = facts
        self.workloads = workloads
        self.scale = scale
    }

    /// Runs the steps until the end or a failure, and returns the evidence in any case. `report` is called at the start
    /// of each rung.
    public func run(_ shell: any GuestShell, report: @Sendable (Rung) -> Void = { _ in }) async -> WorkloadEvidence {
        var run = WorkloadRun(cell: cell, facts: facts, scale: scale, shell: shell)
        let steps = Ladder(of: cell, workloads).steps
        var coverage = CoverageSteps(sources: counted)
        var probes = FunctionProbes(names: probed)
        for (index, step) in steps.enumerated() {
            report(step.rung)
            guard await perform(step, in: &run) else { break }
            await coverage.read(after: step.rung, before: steps.dropFirst(index + 1).first?.rung, in: &run)
            await probes.step(in: &run)
        }
        run.evidence.calls = probes.calls
        for workload in workloads { workload.finish(&run) }
        return run.finished()
    }

    /// Performs one step; false if the next steps make no sense.
    private func perform(_ step: Step, in run: inout WorkloadRun) async -> Bool {
        run.messages.enter(step.rung)
        let start = GuestClock.now
        var result: StepResult
        do {
            result =
                if let reason = step.needs.lack(in: facts) { .unsupported(reason) } else {
                    try await step.perform(&run, step.deadline)
                }
        } catch {
            let known = Self.known(error)
            record(step.rung, Self.interrupted(known), since: start, in: &run)
            run.evidence.interruption = Interruption(step.rung, known)
            if known.kind == .deadline { await askOnceMore(step, in: &run) }
            return false
        }
        // Only a fatal report ends the step; after other reports the step has its own result.
        if let report = run.messages.fatal {
            result = StepResult(outcome: .crashed, cause: report.title, errno: result.errno)
        }
        record(step.rung, result, since: start, in: &run)
        return !run.messages.isFatal && result.outcome != .invalid
    }

    private static func known(_ error: any Error) -> StraitError {
        error as? StraitError
            ?? StraitError(.infrastructure, "the workload was interrupted", cause: String(describing: error))
    }

    private static func interrupted(_ error: StraitError) -> StepResult {
        StepResult(outcome: error.kind == .deadline ? .hung : .infrastructure, cause: error.description)
    }

    private func record(
        _ rung: Rung, _ result: StepResult, since start: GuestClock.Instant, in run: inout WorkloadRun
    ) {
        let seconds = (GuestClock.now - start) / .seconds(1)
        run.evidence.ladder.append(
            RungRecord(rung, result.outcome, seconds: seconds, cause: result.cause, errno: result.errno))
    }

    /// After a missed deadline, reads what the guest still says: a hanging guest says nothing, and a slow one may show
    /// the reason.
    private func askOnceMore(_ step: Step, in run: inout WorkloadRun) async {
        if let late = step.afterDeadline, let answer = await run.askLate(late.sections) {
            late.take(&run, answer)
            run.evidence.answersLate = true
        }
        if await run.readLogLate() { run.evidence.answersLate = true }
        if run.evidence.answersLate { await lookForStuckTasks(in: &run) }
    }

    /// The command was killed at its deadline. What still exists waits for something in the kernel.
    private func lookForStuckTasks(in run: inout WorkloadRun) async {
        // The guest itself waits one second of this.
        let listed = await run.askLate([GuestCommands.stuckTasks], wait: .seconds(1))?["stuck"] ?? []
        guard let task = StuckTask.first(in: Bytes.lines(listed)) else { return }
        run.evidence.stuck = task.words
        run.evidence.files["stuck-tasks.txt"] = listed
    }
}
