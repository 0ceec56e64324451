// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Where and why a cell ended early.
public struct Interruption: Sendable {
    /// The rung that it had reached.
    public var rung: Rung
    /// The reason: a deadline, a lost guest, or trouble of the host.
    public var error: StraitError

    /// Makes an interruption.
    public init(_ rung: Rung, _ error: StraitError) {
        self.rung = rung
        self.error = error
    }
}

/// Everything that the workload found out in a guest. It contains no verdict.
public struct WorkloadEvidence: Sendable {
    /// The evidence about the guest's machine.
    public var guest: GuestEvidence
    /// The differences between requested and effective values.
    public var mismatches: [AxisMismatch] = []
    /// The rungs that were reached, in order.
    public var ladder: [RungRecord] = []
    /// The largest region that the kernel grants.
    public var capacity: Capacity?
    /// The results of the requests for device memory.
    public var deviceMemory: [DeviceMemoryResult] = []
    /// The request for device memory that was running when the workload ended early.
    public var inProgress: DeviceMemoryRequest?
    /// Whether the guest still answered after a missed deadline.
    public var answersLate = false
    /// The task that was stuck in the kernel after a deadline, and where; nil if there was none.
    public var stuck: String?
    /// The suites that ran.
    public var suites: [SuiteResult] = []
    /// The reports of the kernel's log, each with its rung.
    public var reports: [KernelReport] = []
    /// How many records of the kernel's log were lost.
    public var lostRecords: UInt64 = 0
    /// Other information for the reader.
    public var notes: [String] = []
    /// Files to keep with the cell, by name.
    public var files: [String: [UInt8]] = [:]
    /// What the kernel counted of the lines that ran, in the order of the readings.
    public var coverage: [CoverageReading] = []
    /// How often functions were called; nil where nobody asked for any.
    public var calls: [CellCoverage.Calls]?
    /// Where the workload ended early; nil if it did not.
    public var interruption: Interruption?

    /// Makes evidence without content.
    public init(architecture: Architecture) { guest = GuestEvidence(architecture: architecture) }

    /// The record of a rung; nil if it was not reached.
    public func record(of rung: Rung) -> RungRecord? { ladder.last { $0.rung == rung } }
}
