// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Where a cell ended early, and why.
public struct Interruption: Sendable {
    /// The rung that it had come to.
    public var rung: Rung
    /// What happened: a deadline, a guest that is gone, trouble of the host.
    public var error: StraitError

    /// An interruption.
    public init(_ rung: Rung, _ error: StraitError) {
        self.rung = rung
        self.error = error
    }
}

/// Everything that the workload found out in a guest, however far it came. No verdict yet.
public struct WorkloadEvidence: Sendable {
    /// What the guest shows of its machine.
    public var guest: GuestEvidence
    /// Where the guest is not what was requested; empty where it is.
    public var mismatches: [AxisMismatch] = []
    /// The rungs as they were climbed, in order.
    public var ladder: [RungRecord] = []
    /// The largest region that the kernel grants.
    public var capacity: Capacity?
    /// Each request for device memory.
    public var deviceMemory: [DeviceMemoryResult] = []
    /// The request for device memory that was being tried where the workload ended early.
    public var inProgress: DeviceMemoryRequest?
    /// Whether the guest still answered after it had missed a deadline.
    public var answersLate = false
    /// The task that was found stuck in the kernel after a deadline, and where; nil where none was.
    public var stuck: String?
    /// The suites that ran.
    public var suites: [SuiteResult] = []
    /// What the kernel's log reported, each with the rung that caused it.
    public var reports: [KernelReport] = []
    /// Records of the kernel's log that were gone before they could be read.
    public var lostRecords: UInt64 = 0
    /// What a reader has to know besides.
    public var notes: [String] = []
    /// Files to keep with the cell, by name.
    public var files: [String: [UInt8]] = [:]
    /// Where the workload ended early; nil where it did not.
    public var interruption: Interruption?

    /// Nothing found yet.
    public init(architecture: Architecture) { guest = GuestEvidence(architecture: architecture) }

    /// What became of a rung, where it was climbed.
    public func record(of rung: Rung) -> RungRecord? { ladder.last { $0.rung == rung } }
}
