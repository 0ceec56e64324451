// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What the steps of a workload share; each workload has its own type for it.
protocol StepMemory: Sendable {
    init()
}

/// What all steps of a cell share: the connection to the guest, and everything known so far.
struct WorkloadRun {
    let cell: Cell
    let facts: KernelFacts
    let limits = Limits()
    private let scale: Double
    private let shell: any GuestShell
    private var memories: [ObjectIdentifier: any StepMemory] = [:]

    var evidence: WorkloadEvidence
    var messages = MessageLog()
    /// Our modules that are loaded, the last one first.
    var loaded: [String] = []
    /// `/proc/iomem` before the first workload.
    var iomem: [MemoryRange] = []

    /// `scale` multiplies all time limits.
    init(cell: Cell, facts: KernelFacts, scale: Double, shell: any GuestShell) {
        self.cell = cell
        self.facts = facts
        self.scale = scale
        self.shell = shell
        evidence = WorkloadEvidence(architecture: cell.architecture)
        evidence.guest.layout = Layout()
        evidence.guest.layout?.seed = cell.setup.seed
    }

    /// The shared values of a workload's steps.
    subscript<Memory: StepMemory>(_ type: Memory.Type) -> Memory {
        get { memories[ObjectIdentifier(type)] as? Memory ?? Memory() }
        set { memories[ObjectIdentifier(type)] = newValue }
    }

    /// Asks for sections, followed by the kernel's log, so that its messages belong to the rung. Long sections are
    /// `last`, because only the end is missing from an output that is cut.
    mutating func ask(_ asked: [Section], last: [Section] = [], limit: Duration) async throws -> Sections {
        let result = try await shell.run(
            Sections.command(asked + [GuestCommands.log(from: messages.next)] + last), limit: limit * scale)
        let names = ["kmsg"] + (asked + last).map(\.name)
        let sections = Sections(parsing: result.output, names: names, isCut: result.truncated)
        try await readRest(sections)
        return sections
    }

    /// Reads the kernel's log to its end.
    mutating func readLog(limit: Duration? = nil) async throws {
        try await readRest(logged(limit: limit ?? limits.log * scale))
    }

    private func logged(limit: Duration) async throws -> Sections {
        let command = Sections.command([GuestCommands.log(from: messages.next)])
        return Sections(parsing: try await shell.run(command, limit: limit).output, names: ["kmsg"])
    }

    /// Reads the rest of a log that is longer than one answer. It stops at an answer without new records, except for
    /// the first one: the OOM killer may have ended the program that prints it.
    private mutating func readRest(_ sections: Sections) async throws {
        var whole = messages.take(sections["kmsg"])
        for number in 0..<16 where !whole.isComplete && (whole.isNew || number == 0) {
            whole = messages.take(try await logged(limit: limits.log * scale)["kmsg"])
        }
    }

    /// Asks a guest that has missed a deadline; nil if it does not answer. The time limit does not depend on shortened
    /// deadlines. `wait`: how long the guest itself waits before it answers.
    func askLate(_ sections: [Section], wait: Duration = .zero) async -> Sections? {
        // An error adds nothing: the missed deadline is the reason.
        let answer = try? await shell.run(Sections.command(sections), limit: wait + patience)
        return answer.map { Sections(parsing: $0.output, names: sections.map(\.name)) }
    }

    /// Reads the kernel's log of a guest that has missed a deadline; false if it does not answer.
    mutating func readLogLate() async -> Bool { (try? await readLog(limit: patience)) != nil }

    private var patience: Duration { limits.afterDeadline * max(scale, 1) }

    /// The evidence, with the final log.
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
