// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What a cell climbs above `login`: the ladder's own step for the axes, the steps of its workloads, the ladder's own for the kernel's log.
struct Ladder: Sendable {
    let steps: [Step]

    init(of cell: Cell, _ workloads: [Workload]) {
        let limits = Limits()
        let first = Step(.axes, within: limits.axes) { run, _ in try await run.axes() }
        let last = Step(.log, within: limits.log) { run, _ in try await run.log() }
        steps = [first] + workloads.flatMap { $0.steps(cell.workload) } + [last]
    }

    /// The step of that rung.
    subscript(rung: Rung) -> Step? { steps.first { $0.rung == rung } }

    /// Where a rung stands, for an order: those below `axes` come first.
    func place(of rung: Rung) -> Int {
        steps.firstIndex { $0.rung == rung } ?? (Rung.beforeWorkloads.firstIndex(of: rung) ?? 0) - 100
    }
}
