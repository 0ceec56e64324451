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
    /// The results of test programs that came by the console, as KTAP.
    public var consoleTests: [UInt8]
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
    /// The workloads whose steps the cell was to climb.
    public var workloads: [Workload]

    /// What is known of a cell.
    public init(
        cell: Cell, kernel: KernelIdentity, facts: KernelFacts, evidence: WorkloadEvidence?,
        consoleReports: [KernelReport] = [], consoleTests: [UInt8] = [], lastLine: String? = nil,
        console: ConsoleState? = nil,
        earlier: Interruption? = nil, end: DomainEnd = .normal, guestFailure: String? = nil,
        workloads: [Workload] = Workload.all
    ) {
        self.cell = cell
        self.kernel = kernel
        self.facts = facts
        self.evidence = evidence
        self.consoleReports = consoleReports
        self.consoleTests = consoleTests
        self.lastLine = lastLine
        self.console = console
        self.earlier = earlier
        self.end = end
        self.guestFailure = guestFailure
        self.workloads = workloads
    }

    /// Where the cell ended early, wherever that was.
    var interruption: Interruption? { earlier ?? evidence?.interruption }

    /// The steps that the cell was to climb.
    var ladder: Ladder { Ladder(of: cell, workloads) }
}
