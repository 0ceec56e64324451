// SPDX-License-Identifier: Apache-2.0

/// An outcome against what was expected, or against what it was before.
public enum CellVerdict: String, Sendable, Codable, CaseIterable {
    /// What was expected, or what it was before.
    case asExpected
    /// It was expected to end otherwise, or it passed before: worse than it should be.
    case regression
    /// It passes though it was expected not to, or did not before: a known failure that is known no longer.
    case fixed
    /// It fails; nothing was expected of it, and no earlier result is known.
    case new
    /// It is known to end now one way, now another, and has ended another way than before.
    case flaky

    /// Whether it is something to look at, what exit code 1 stands for. A failure that vanishes is as much of one as a new one: the
    /// configuration says what is not so.
    public var isUnexpected: Bool {
        switch self {
        case .asExpected, .flaky: false
        case .regression, .fixed, .new: true
        }
    }
}
