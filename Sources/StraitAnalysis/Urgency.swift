// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension Outcome {
    /// Which sort of outcome a reader looks at first.
    public static let bySeverity: [Outcome] = [
        .crashed, .hung, .failed, .invalid, .infrastructure, .unsupported, .passed,
    ]

    private static let ranks: [Outcome?] = bySeverity.dropLast() + [nil, .passed]

    /// The lower the more urgent. A cell without a result may have ended in any way, so it comes before one that passed.
    public static func severity(_ outcome: Outcome?) -> Int { ranks.firstIndex(of: outcome) ?? 0 }
}

extension CellVerdict {
    /// Verdicts in the order in which a reader wants them.
    public static let byUrgency: [CellVerdict] = [.regression, .new, .fixed, .flaky, .asExpected]
}
