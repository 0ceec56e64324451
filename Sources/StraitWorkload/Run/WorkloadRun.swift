// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What the steps of a workload remember of each other; each workload has a type of its own for it.
protocol StepMemory: Sendable {
    init()
}

/// What all steps of a cell share: the way to ask its guest, and everything that is known of it so far.
struct WorkloadRun {
    let cell: Cell
    let facts: KernelFacts
    let limits = Limits()
    private let scale: Double
    private let shell: any GuestShell
    private var memories: [ObjectIdentifier: any StepMemory] = [:]

    var evidence: WorkloadEvidence
    var messages = MessageLog()
    /// Modules of ours that are in the kernel, the last one first.
    var loaded: [String] = []
    /// `/proc/iomem` before the first workload.
    var iomem: [MemoryRange] = []

    /// `scale` stretches every limit.
    init(cell: Cell, facts: KernelFacts, scale: Double, shell: any GuestShell) {
        self.cell = cell
        self.facts = facts
        self.scale = scale
        self.shell = shell
        evidence = WorkloadEvidence(architecture: cell.architecture)
        evidence.guest.layout = Layout()
        evidence.guest.layout?.seed = cell.setup.seed
    }

    /// What the steps of a workload have remembered.
    subscript<Memory: StepMemory>(_ type: Memory.Type) -> Memory {
        get { memories[ObjectIdentifier(type)] as? Memory ?? Memory() }
        set { memories[ObjectIdentifier(type)] = newValue }
    }

    /// Asks for sections, with the kernel's log after them, so that what the kernel says belongs to the rung. What may be long comes
    /// `last`: of an answer that is cut short it is the end that is missing.
    mutating func ask(_ asked: [Section], last: [Section] = [], limit: Duration) async throws -> Sections {
        let result = try await shell.run(
            Sections.command(asked + [GuestCommands.log(from: messages.next)] + last), limit: limit * scale)
        let names = ["kmsg"] + (asked + last).map(\.name)
        let sections = Sections(parsing: result.output, names: names, isCut: result.truncated)
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

    /// Asks a guest that has missed a deadline; nil where it does not answer. Deadlines may be shortened, the time that an answer takes
    /// does not follow them. `wait` is what the guest takes for the answer by itself.
    func askLate(_ sections: [Section], wait: Duration = .zero) async -> Sections? {
        // An error here adds nothing: the deadline that was missed before is the reason.
        let answer = try? await shell.run(Sections.command(sections), limit: wait + patience)
        return answer.map { Sections(parsing: $0.output, names: sections.map(\.name)) }
    }

    /// Reads the kernel's log of a guest that has missed a deadline; false where it does not answer.
    mutating func readLogLate() async -> Bool { (try? await readLog(limit: patience)) != nil }

    private var patience: Duration { limits.afterDeadline * max(scale, 1) }

    /// Everything found, with the log as it ended.
    mutating func finished() -> WorkloadEvidence {
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
