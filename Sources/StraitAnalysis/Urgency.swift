// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension Outcome {
    /// The outcomes, the one to look at first in front.
    public static let bySeverity: [Outcome] = [
        .crashed, .hung, .failed, .invalid, .infrastructure, .unsupported, .passed,
    ]

    private static let ranks: [Outcome?] = bySeverity.dropLast() + [nil, .passed]

    /// The position in that order; the lower, the more urgent. A cell without a result could have any outcome, so it
    /// comes before a passed one.
    public static func severity(_ outcome: Outcome?) -> Int { ranks.firstIndex(of: outcome) ?? 0 }
}

extension CellVerdict {
    /// The verdicts, the one to look at first in front.
    public static let byUrgency: [CellVerdict] = [.regression, .new, .fixed, .flaky, .asExpected, .asBefore]
}

extension CellAnswers.State {
    /// The answers, the one to look at first in front; nil stands for a cell without a result.
    public static let bySeverity: [CellAnswers.State?] = [.bad, .lost, .unknown, nil, .good, .absent]

    /// What several answers to one question come to: the worst of them; nil if there are none.
    public static func worst(of states: some Collection<CellAnswers.State?>) -> CellAnswers.State? {
        bySeverity.first { states.contains($0) } ?? nil
    }
}
