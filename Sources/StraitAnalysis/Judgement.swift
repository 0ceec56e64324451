// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What was known of a cell before the run.
public struct CellPast: Sendable, Equatable {
    /// The last answer with a verdict on the kernel.
    public var before: CellAnswer?
    /// Whether the cell ended in different ways with one and the same kernel.
    public var isFlaky: Bool

    /// Makes a cell's past.
    public init(before: CellAnswer?, isFlaky: Bool) {
        self.before = before
        self.isFlaky = isFlaky
    }
}

extension CellAnswer {
    /// Whether the answer equals `before` and has no report that was not there, so that one crash does not hide
    /// another.
    public func isKnown(from before: CellAnswer) -> Bool {
        (outcome, rung, errno) == (before.outcome, before.rung, before.errno) && reportsNothingNew(since: before)
            && newlyBad(since: before).isEmpty
    }

    /// The questions with a bad answer that was not bad `before`; empty if the earlier answers are unknown.
    func newlyBad(since before: CellAnswer) -> [CellQuestion] {
        guard let answers, let known = before.answers else { return [] }
        return CellQuestion.allCases.filter { answers[$0] == .bad && known[$0] != .bad }
    }

    /// Whether every report was already there `before`; true if the earlier reports are unknown.
    func reportsNothingNew(since before: CellAnswer) -> Bool {
        guard let reports, let known = before.reports else { return true }
        return Set(reports).isSubset(of: known)
    }
}

extension CellExpectation {
    /// Whether an answer meets the expectation. Rung and errno belong to failures: if the cell passes, and passing is
    /// among the expected outcomes, they are not compared.
    public func holds(for answer: CellAnswer) -> Bool {
        guard unmet(by: answer).isEmpty else { return false }
        guard !outcomes.isEmpty else { return answer.outcome.isVerdictOnKernel }
        guard outcomes.contains(answer.outcome) else { return false }
        if answer.outcome == .passed || answer.outcome == .unsupported { return true }
        return (rung ?? answer.rung) == answer.rung && (errno == nil || errno == answer.errno)
            && (answer.outcome != .crashed || isAllThatIsReported(answer.reports ?? []))
    }

    /// The answers that differ from the expected ones. If the answers were not kept, none is unmet.
    func unmet(by answer: CellAnswer) -> [ExpectedAnswer] {
        guard let found = answer.answers else { return [] }
        return (answers ?? []).filter { found[$0.question] != $0.state }
    }

    /// Whether every answer that differs from the expectation is good.
    func isOnlyBettered(by answer: CellAnswer) -> Bool {
        let unmet = unmet(by: answer)
        return outcomes.isEmpty && !unmet.isEmpty && answer.outcome.isVerdictOnKernel
            && unmet.allSatisfy { $0.state == .bad && answer.answers?[$0.question] == .good }
    }

    /// Questions with a bad answer that the rule does not mention, so that it does not hide them.
    func unspoken(in answer: CellAnswer) -> [CellQuestion] {
        guard outcomes.isEmpty, let answers, let found = answer.answers else { return [] }
        return CellQuestion.allCases.filter { question in
            found[question] == .bad && !answers.contains { $0.question == question }
        }
    }

    private func isAllThatIsReported(_ found: [String]) -> Bool {
        guard let reports else { return true }
        return !found.isEmpty
            && found.allSatisfy { reports.contains($0) || reports.contains(KernelReport.kind(ofFingerprint: $0)) }
    }
}

extension CellVerdict {
    /// The verdict on a cell that ended with `answer`; nil if the cell says nothing about the kernel and was not
    /// expected to. The configuration's expectation takes precedence over the earlier answer `before`. If the kernel is
    /// known to be flaky (`isFlaky`), another flaky answer is no surprise.
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
        // It failed differently before, so this failure is new.
        return answer.isKnown(from: before) ? .asExpected : .new
    }

    /// A cell that was expected to run but is `unsupported` is a regression too: a kernel that lost its support for
    /// device memory must not look fine. An expectation of `crashed` alone names no particular crash, so a crash that
    /// was not there before is new.
    private static func of(_ answer: CellAnswer, _ expected: CellExpectation, _ before: CellAnswer?) -> CellVerdict {
        guard expected.holds(for: answer) else {
            return answer.outcome == .passed || expected.isOnlyBettered(by: answer) ? .fixed : .regression
        }
        if !expected.unspoken(in: answer).isEmpty, before.map({ !answer.isKnown(from: $0) }) ?? true { return .new }
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

extension Matrix {
    /// The result with its expectation and its verdict. There is no verdict if the configuration has no expectations
    /// and no earlier result is known.
    public func judged(_ result: CellResult, of cell: Cell, past: CellPast? = nil) -> CellResult {
        var result = result
        result.control = cell.control
        // A configuration cannot change what a control has to do.
        guard !expectations.isEmpty || past != nil, cell.control == nil else { return result }
        result.expectation = expectation(for: cell)
        return result.judged(past: past, hasRules: !expectations.isEmpty)
    }
}

extension CellResult {
    /// The result with its verdict, from its expectation and the cell's past. `hasRules`: whether the configuration says what to
    /// expect; if not, a cell can only be as before, and one that is not known from before has no verdict.
    public func judged(past: CellPast?, hasRules: Bool) -> CellResult {
        var result = self
        let verdict = CellVerdict.of(
            answer, expected: expectation, before: past?.before, isFlaky: past?.isFlaky ?? false)
        let isKnown = past?.before?.outcome.isVerdictOnKernel == true
        result.verdict = hasRules ? verdict : !isKnown ? nil : verdict == .asExpected ? .asBefore : verdict
        return result
    }
}

/// A verdict that needs attention.
public struct Surprise: Sendable, Equatable {
    /// The cell's id.
    public let cell: String
    /// The verdict.
    public let verdict: CellVerdict
    /// How the cell ended.
    public let answer: CellAnswer
    /// What was expected; nil if the verdict is against an earlier run.
    public let expectation: CellExpectation?

    /// Makes a surprise.
    public init(cell: String, verdict: CellVerdict, answer: CellAnswer, expectation: CellExpectation?) {
        self.cell = cell
        self.verdict = verdict
        self.answer = answer
        self.expectation = expectation
    }
}

extension CellResult {
    /// The surprise, if the verdict needs attention; nil for any other verdict.
    public var surprise: Surprise? {
        guard let verdict, verdict.isUnexpected else { return nil }
        return Surprise(cell: id, verdict: verdict, answer: answer, expectation: expectation)
    }
}
