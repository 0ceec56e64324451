// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Runs a cell once. The scheduler decides what runs, when, and how often; another host would be another executor.
protocol CellExecutor: Sendable {
    /// Performs one attempt at a cell. `number` counts attempts from 0; `place` is the cell's position in the run. The
    /// outcome contains every error of the guest. A cancelled attempt ends its guest, and its outcome is ignored.
    /// Errors: those for which no attempt is possible; they end the run.
    func attempt(_ cell: Cell, image: GuestImage, place: Int, number: Int) async throws -> CellAttempt.Outcome
}
