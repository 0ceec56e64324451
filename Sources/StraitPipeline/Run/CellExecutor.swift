// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Runs a cell once, wherever that is: the scheduler decides what is run, when, and how often; a host of a cluster is another executor.
protocol CellExecutor: Sendable {
    /// One attempt at a cell, the `number`-th from 0 on; `place` is the cell's among those of the run. Whatever happens becomes a
    /// result. When the task is cancelled it ends what it has started, and its result counts for nothing. Errors: where the cell cannot be
    /// tried at all, which ends the run.
    func attempt(_ cell: Cell, image: GuestImage, place: Int, number: Int) async throws -> CellAttempt.Outcome
}
