// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What became of each of the three answers from base to candidate.
public struct PairAnswers: Sendable, Hashable {
    /// Of whether device memory initializes.
    public var initialization: PairVerdict
    /// Of the tests.
    public var tests: PairVerdict
    /// Of the kernel's log.
    public var log: PairVerdict

    /// The same for every question.
    init(all verdict: PairVerdict) { (initialization, tests, log) = (verdict, verdict, verdict) }

    /// What follows from two results that both say something about their kernels, and from all that differs between them.
    init(_ base: CellResult, _ candidate: CellResult, _ changes: [Change]) {
        func verdict(_ question: CellQuestion) -> PairVerdict {
            Self.verdict(
                base.answers[question], candidate.answers[question], changes.filter { $0.question == question })
        }
        (initialization, tests, log) = (verdict(.initialization), verdict(.tests), verdict(.log))
    }

    /// The verdict on a question.
    public subscript(question: CellQuestion) -> PairVerdict {
        switch question {
        case .initialization: initialization
        case .tests: tests
        case .log: log
        }
    }

    /// The worst of the verdicts on these questions.
    public func worst(of questions: [CellQuestion]) -> PairVerdict {
        let verdicts = questions.map { self[$0] }
        return PairVerdict.bySeverity.first(where: verdicts.contains) ?? .unchanged
    }

    private static func verdict(
        _ before: CellAnswers.State, _ after: CellAnswers.State, _ changes: [Change]
    ) -> PairVerdict {
        let (isWorse, isBetter) = (changes.has(.worse), changes.has(.better))
        if isWorse || (before == .good && (after == .bad || after == .lost)) { return .broke }
        switch (before, after) {
        // Whatever the base's was, this one cannot be worse.
        case (.bad, .good), (.lost, .good): return .fixed
        case (_, .good): return isBetter ? .fixed : .unchanged
        // Both ended before it could be asked, and alike.
        case (.unknown, .unknown) where changes.isEmpty: return .unchanged
        case (.unknown, _), (_, .unknown): return .inconclusive
        // Asked of one side alone: nothing tells what the other would have answered.
        case (.absent, .bad), (.absent, .lost), (.bad, .absent), (.good, .absent): return .inconclusive
        case (.absent, .absent): return .unchanged
        // What is bad here and could not be seen there may be new.
        case (_, .bad) where changes.has(.neutral) && changes.contains(where: \.isUnseenReport): return .inconclusive
        default: return isBetter ? .fixed : .unchanged
        }
    }
}

extension [Change] {
    fileprivate func has(_ direction: Change.Direction) -> Bool { contains { $0.direction == direction } }
}

extension Change {
    /// A report that the base was not there to make.
    fileprivate var isUnseenReport: Bool { subject == .report && direction == .neutral && before == nil }
}
