// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How urgently a reader has to look at a cell, the most urgent first.
package enum Priority: Int, CaseIterable, Sendable {
    /// It did not meet the configuration's expectation.
    case unexpected
    /// It has no verdict on the kernel, or the configuration expects nothing of it.
    case open
    /// It did not pass, as expected.
    case known
    /// It passed, and that is fine.
    case fine

    /// The priority of a cell.
    package init(_ cell: ShownCell) {
        if let verdict = cell.verdict, verdict.isUnexpected {
            self = .unexpected
        } else if cell.outcome == .passed {
            self = .fine
        } else {
            self = cell.verdict == nil ? .open : .known
        }
    }
}
