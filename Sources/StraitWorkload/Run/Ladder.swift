// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The steps of a cell after `login`: first the one for the axes, then those of its workloads, then the one for the
/// kernel's log.
struct Ladder: Sendable {
    let steps: [Step]

    init(of cell: Cell, _ workloads: [Workload]) {
        let limits = Limits()
        let first = Step(.axes, within: limits.axes) { run, _ in try await run.axes() }
        let last = Step(.log, within: limits.log) { run, _ in try await run.log() }
        steps = [first] + workloads.flatMap { $0.steps(cell.workload) } + [last]
    }

    /// The step of a rung; nil if there is none.
    subscript(rung: Rung) -> Step? { steps.first { $0.rung == rung } }

    /// The position of a rung, for sorting; rungs before `axes` come first.
    func place(of rung: Rung) -> Int {
        steps.firstIndex { $0.rung == rung } ?? (Rung.beforeWorkloads.firstIndex(of: rung) ?? 0) - 100
    }
}
