// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One climb in progress. The rungs themselves are in the extensions, one file each.
struct WorkloadRun {
    /// What a rung came to.
    struct StepResult {
        var outcome: Outcome
        var cause: String?
        var errno: String?

        static let passed = StepResult(outcome: .passed)
        static func failed(_ cause: String, errno: String? = nil) -> Self {
            StepResult(outcome: .failed, cause: cause, errno: errno)
        }
        static func unsupported(_ cause: String) -> Self { StepResult(outcome: .unsupported, cause: cause) }
        static func noAnswer(_ cause: String) -> Self { StepResult(outcome: .infrastructure, cause: cause) }
    }

    typealias Step = @Sendable (inout WorkloadRun) async throws -> StepResult

    /// The ladder above `login`, in order. Seam: a deeper workload is another step here.
    static let steps: [(Rung, Step)] = [
        (.axes, { try await $0.axes() }), (.load, { try await $0.load() }), (.reserve, { try await $0.reserve() }),
        (.`init`, { try await $0.initialize() }), (.selftests, { try await $0.selftests() }),
        (.unload, { try await $0.unload() }), (.log, { try await $0.log() }),
    ]

    let cell: Cell
    let facts: KernelFacts
    let limits: Limits
    private let scale: Double
    private let shell: any GuestShell
    private let clock = GuestClock()

    var evidence: WorkloadEvidence
    var messages = MessageLog()
    /// Modules of ours that are in the kernel, the last one first.
    var loaded: [String] = []
    var iomem: [MemoryRange] = []
    /// Whether device memory takes physical addresses in this kernel, as the probe says.
    var needsAddresses = true
    /// What the kernel says of its randomization, where it does (arm64).
    var kaslrLine: String?

    init(_ workload: GuestWorkload, _ shell: any GuestShell) {
        cell = workload.cell
        facts = workload.facts
        limits = workload.limits
        scale = workload.scale
        self.shell = shell
        evidence = WorkloadEvidence(architecture: workload.cell.architecture)
        evidence.guest.layout = Layout()
        evidence.guest.layout?.seed = workload.cell.setup.seed
    }

    /// Climbs one rung; false where there is no point in going on.
    mutating func step(_ rung: Rung, _ body: Step) async -> Bool {
        messages.enter(rung)
        let start = clock.now
        var verdict: StepResult
        do {
            verdict = try await body(&self)
        } catch {
            await interrupt(rung, error, since: start)
            return false
        }
        if let report = messages.firstReport(of: rung) {
            verdict = StepResult(outcome: .crashed, cause: report.title, errno: verdict.errno)
        }
        record(rung, verdict, since: start)
        return !messages.isFatal && verdict.outcome != .invalid
    }

    private mutating func record(_ rung: Rung, _ verdict: StepResult, since start: GuestClock.Instant) {
        let seconds = (clock.now - start) / .seconds(1)
        evidence.ladder.append(
            RungRecord(rung, verdict.outcome, seconds: seconds, cause: verdict.cause, errno: verdict.errno))
    }

    /// Keeps what is known when the guest stops answering; asks it once more where it may still be there.
    private mutating func interrupt(_ rung: Rung, _ error: any Error, since start: GuestClock.Instant) async {
        let known =
            error as? StraitError
            ?? StraitError(.infrastructure, "the climb was interrupted", cause: String(describing: error))
        evidence.interruption = Interruption(rung, known)
        let outcome = known.kind == .deadline ? Outcome.hung : .infrastructure
        record(rung, StepResult(outcome: outcome, cause: known.description), since: start)
        guard known.kind == .deadline else { return }
        if rung == .selftests {
            // Without an answer the deadline alone has to do.
            let partial = try? await shell.run(Sections.command([GuestCommands.ktap]), limit: salvage)
            let ktap = Sections(parsing: partial?.output ?? [], names: GuestCommands.sections)["ktap"]
            if !ktap.isEmpty { take(ktap: ktap) }
            evidence.answersLate = partial != nil
        }
        // The same: a guest that hangs says nothing, one that is slow says why.
        if (try? await readLog(limit: salvage)) != nil { evidence.answersLate = true }
        if evidence.answersLate { await lookForStuckTasks() }
    }

    /// How long to listen after a deadline: deadlines may be shortened, the time that an answer takes does not follow them.
    private var salvage: Duration { limits.salvage * max(scale, 1) }

    /// The command was killed at its deadline; what is still there waits for something that nobody can end.
    private mutating func lookForStuckTasks() async {
        let command = Sections.command([GuestCommands.stuckTasks])
        // A second of it is the guest's own wait.
        let answer = try? await shell.run(command, limit: .seconds(1) + salvage)
        let listed = Sections(parsing: answer?.output ?? [], names: GuestCommands.sections)["stuck"]
        guard let task = StuckTask.first(in: Bytes.lines(listed)) else { return }
        evidence.stuck = task.words
        evidence.files["stuck-tasks.txt"] = listed
    }

    /// Asks for sections, with the kernel's log after them, so that what the kernel says belongs to the rung. What may be long comes
    /// `last`: of an answer that is cut short it is the end that is missing.
    mutating func ask(_ asked: [Section], last: [Section] = [], limit: Duration) async throws -> Sections {
        let result = try await shell.run(
            Sections.command(asked + [GuestCommands.log(from: messages.next)] + last), limit: limit * scale)
        let sections = Sections(parsing: result.output, names: GuestCommands.sections, isCut: result.truncated)
        try await readRest(sections)
        return sections
    }

    /// Reads the kernel's log as far as it goes.
    mutating func readLog(limit: Duration? = nil) async throws {
        try await readRest(logged(limit: limit ?? limits.log * scale))
    }

    private func logged(limit: Duration) async throws -> Sections {
        let command = Sections.command([GuestCommands.log(from: messages.next)])
        return Sections(parsing: try await shell.run(command, limit: limit).output, names: ["kmsg"])
    }

    /// A log longer than one answer comes in several; one that brings nothing new is the last, but for the first: the OOM killer may
    /// have ended the program that would have told of it.
    private mutating func readRest(_ sections: Sections) async throws {
        var whole = messages.take(sections["kmsg"])
        for number in 0..<16 where !whole.isComplete && (whole.isNew || number == 0) {
            whole = messages.take(try await logged(limit: limits.log * scale)["kmsg"])
        }
    }

    /// Everything found, with the log as it ended.
    mutating func finished() -> WorkloadEvidence {
        for (index, result) in evidence.deviceMemory.enumerated()
        where result.outcome == .passed && result.rung == .reserve {
            let asked = result.request == evidence.initializing ? evidence.interruption?.error : nil
            evidence.deviceMemory[index] = DeviceMemoryResult(
                result.request, asked?.kind == .deadline ? .hung : .infrastructure, rung: .`init`, start: result.start,
                cause: asked?.description ?? "not tried: the climb ended before")
        }
        messages.finish()
        evidence.reports = messages.scanner.reports
        evidence.lostRecords = messages.lost
        evidence.files["dmesg.log"] = messages.dmesg
        if messages.scanner.dropped > 0 {
            evidence.notes.append("the kernel printed \(messages.scanner.dropped) more reports than are kept")
        }
        return evidence
    }
}
