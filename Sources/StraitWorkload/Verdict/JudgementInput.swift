// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How a guest's domain ended, as libvirt reports it.
public enum DomainEnd: Sendable, Equatable {
    /// It still exists, or strait ended it.
    case normal
    /// The guest's kernel panicked.
    case panicked
    /// The guest powered off or reset itself.
    case guestStopped
    /// QEMU died, and strait did not end it.
    case emulatorDied(String)
}

/// What a guest's console still did after a deadline.
public enum ConsoleState: Sendable, Equatable {
    /// It printed something shortly before.
    case speaks
    /// It only echoed what was typed: the kernel runs, but nothing prints.
    case echoes
    /// It did nothing.
    case silent
}

/// Everything that a cell's verdict depends on.
public struct JudgementInput: Sendable {
    /// The requested cell.
    public var cell: Cell
    /// The kernel that was booted.
    public var kernel: KernelIdentity
    /// What that kernel and its image contain.
    public var facts: KernelFacts
    /// The evidence of the workload; nil if it never began.
    public var evidence: WorkloadEvidence?
    /// The reports on the console.
    public var consoleReports: [KernelReport]
    /// The results of test programs on the console, as KTAP.
    public var consoleTests: [UInt8]
    /// The console's last line.
    public var lastLine: String?
    /// What the console still did after a deadline; nil if that was not checked.
    public var console: ConsoleState?
    /// Why the cell ended before the workload: at `host`, `qemu`, `boot` or `login`.
    public var earlier: Interruption?
    /// How the domain ended.
    public var end: DomainEnd
    /// Why strait's own program in the guest gave up; nil if it did not.
    public var guestFailure: String?
    /// The workloads that the cell was to run.
    public var workloads: [Workload]

    /// Makes the input.
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

    /// Why the cell ended early, before or during the workload.
    var interruption: Interruption? { earlier ?? evidence?.interruption }

    /// The steps that the cell was to run.
    var ladder: Ladder { Ladder(of: cell, workloads) }
}
