// SPDX-License-Identifier: Apache-2.0

/// An outcome compared with the expectation, or with an earlier answer.
public enum CellVerdict: String, Sendable, Codable, CaseIterable {
    /// It is as expected, or no rule matches it and it is as before.
    case asExpected
    /// It is as before, and the configuration has no rules.
    case asBefore
    /// It is worse than expected, or it passed before.
    case regression
    /// It passes although it was expected to fail, or failed before.
    case fixed
    /// It fails; no expectation and no earlier result is known.
    case new
    /// It is known to end in different ways, and ended differently from the last time.
    case flaky

    /// Whether it is another answer than the one that was known.
    public var isNews: Bool { self != .asExpected && self != .asBefore }

    /// Whether it needs attention, which gives exit code 1. That includes a failure that has disappeared: the
    /// configuration is then out of date.
    public var isUnexpected: Bool {
        switch self {
        case .asExpected, .asBefore, .flaky: false
        case .regression, .fixed, .new: true
        }
    }
}
