// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What happens in a run, as it happens: what progress is drawn from.
public enum RunEvent: Sendable, Equatable {
    /// Work on an image, in a line.
    case preparing(String)
    /// The cells are known: how many in all, how many of them are to be booted now (at most, with searches), how many at the same time, and where results go.
    case begun(cells: Int, toRun: Int, jobs: Int, directory: String)
    /// A cell's guest is being started.
    case started(cell: String)
    /// A cell has reached a rung.
    case rungReached(cell: String, rung: Rung)
    /// A cell has its result.
    case finished(CellResult)
    /// A search has come to its end.
    case found(SearchResult)
    /// A cell had trouble that is not the kernel's, and is tried again.
    case retrying(cell: String, attempt: Int, reason: String)
    /// Something that the user has to know and that stops nothing.
    case note(String)
}
