// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// An event of a run, for showing its progress.
public enum RunEvent: Sendable, Equatable {
    /// A line about work on an image.
    case preparing(String)
    /// A line about how far the build of a kernel is: there are many, and each takes the place of the one before.
    case building(String)
    /// The patches that a kernel is built with, as lines.
    case patched([String])
    /// The cells are known: how many there are, how many will boot now (at most, with searches), how many run at once,
    /// and the directory of the results.
    case begun(cells: Int, toRun: Int, jobs: Int, directory: String)
    /// A cell's guest is starting.
    case started(cell: String)
    /// A cell has reached a rung.
    case rungReached(cell: String, rung: Rung)
    /// A cell has its result.
    case finished(CellResult)
    /// A search has ended.
    case found(SearchResult)
    /// A cell had infrastructure trouble and is retried.
    case retrying(cell: String, attempt: Int, reason: String)
    /// A note for the user that stops nothing.
    case note(String)
}
