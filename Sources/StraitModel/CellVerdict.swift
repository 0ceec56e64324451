// SPDX-License-Identifier: Apache-2.0

/// An outcome against what was expected, or against what it was before.
public enum CellVerdict: String, Sendable, Codable, CaseIterable {
    /// What was expected, or what it was before.
    case asExpected
    /// It was expected to end otherwise, or it passed before: worse than it should be.
    case regression
    /// It passes though it was expected not to, or did not before: a known failure that is known no longer.
    case fixed
    /// It does not pass, and nobody has said that it does or does not.
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

    /// The verdict on a cell that ended with `answer`; nil where there is none, because the cell says nothing about the kernel and
    /// was not expected to say so. What a configuration expects counts more than what there was `before`; what one kernel is known
    /// to end now one way, now the other (`isFlaky`) is no news where it does so again.
    public static func of(
        _ answer: CellAnswer, expected: CellExpectation?, before: CellAnswer? = nil, isFlaky: Bool = false
    ) -> CellVerdict? {
        guard answer.outcome != .infrastructure, answer.outcome != .invalid else { return nil }
        if let expected { return of(answer, expected, before) }
        guard answer.outcome.isVerdictOnKernel else { return nil }
        guard let before, before.outcome.isVerdictOnKernel else {
            return answer.outcome == .passed ? .asExpected : .new
        }
        if isFlaky, (answer.outcome == .passed) != (before.outcome == .passed) { return .flaky }
        if answer.outcome == .passed { return before.outcome == .passed ? .asExpected : .fixed }
        if before.outcome == .passed { return .regression }
        // Another failure than before is one that nobody has looked at yet.
        return answer.isKnown(from: before) ? .asExpected : .new
    }

    /// What was expected to be tried and could not be (`unsupported`) is a regression too: a kernel that lost its support for device
    /// memory must not look like one that has it. And a rule that says no more than `crashed` names no crash: one that was not there
    /// before is new.
    private static func of(_ answer: CellAnswer, _ expected: CellExpectation, _ before: CellAnswer?) -> CellVerdict {
        guard expected.holds(for: answer) else { return answer.outcome == .passed ? .fixed : .regression }
        guard let before, before.outcome.isVerdictOnKernel else { return .asExpected }
        if answer.outcome == .crashed, before.outcome == .crashed, expected.reports == nil,
            !answer.reportsNothingNew(since: before)
        {
            return .new
        }
        guard expected.outcomes.count > 1 else { return .asExpected }
        return before.outcome == answer.outcome ? .asExpected : .flaky
    }
}

extension CellResult {
    /// How the cell ended, less the evidence.
    public var answer: CellAnswer {
        let prints = reports.map(\.fingerprint).uniqued()
        return CellAnswer(outcome, rung, errno: errno, reports: prints)
    }

    /// One line about a verdict that is something to look at; nil for any other. Safe on a terminal, whatever a guest answered or a
    /// configuration's author wrote.
    public var surprise: String? {
        guard let verdict, verdict.isUnexpected else { return nil }
        var line = "\(verdict.rawValue): \(id): \(answer.description)"
        if let expectation { line += ", expected \(expectation.description)" }
        if let note = expectation?.note { line += ": \(note)" }
        if let link = expectation?.link { line += " <\(link)>" }
        return Clean.line(line)
    }
}
