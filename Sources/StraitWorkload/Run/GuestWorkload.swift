// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The device-private workload of one cell: what to ask its guest, rung by rung.
public struct GuestWorkload: Sendable {
    let cell: Cell
    let facts: KernelFacts
    let limits: Limits
    let scale: Double

    /// The workload of a cell, for a kernel of which `facts` are known. `scale` stretches every limit: 2 for a host that is half
    /// as fast as the one they were measured on.
    public init(cell: Cell, facts: KernelFacts, limits: Limits = Limits(), scale: Double = 1) {
        self.cell = cell
        self.facts = facts
        self.limits = limits
        self.scale = scale
    }

    /// Climbs as far as the guest lets it, and returns what it found, however that ended. `report` is called when a rung begins.
    public func climb(_ shell: any GuestShell, report: @Sendable (Rung) -> Void = { _ in }) async -> WorkloadEvidence {
        var climb = WorkloadRun(self, shell)
        for (rung, step) in WorkloadRun.steps where rung != .selftests || !cell.workload.suites.isEmpty {
            report(rung)
            guard await climb.step(rung, step) else { break }
        }
        return climb.finished()
    }
}
