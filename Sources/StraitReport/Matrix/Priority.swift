// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How much a reader has to care about how a cell ended, the most urgent first.
enum Priority: Int, CaseIterable {
    /// It is not what the configuration expects.
    case unexpected
    /// It says nothing about the kernel, or the configuration expects nothing of it.
    case open
    /// It did not pass, and was not expected to.
    case known
    /// It passed, and may.
    case fine

    init(_ item: ShownCell) {
        if let verdict = item.verdict, verdict.isUnexpected {
            self = .unexpected
        } else if item.outcome == .passed {
            self = .fine
        } else {
            self = item.verdict == nil ? .open : .known
        }
    }

    /// What stands above the reasons of that kind, where there is more than one.
    var title: String {
        switch self {
        case .unexpected: "Not as expected"
        case .open: "No verdict"
        case .known: "Known: as expected"
        case .fine: "Passed"
        }
    }
}

extension Words {
    static func word(_ verdict: CellVerdict) -> String {
        switch verdict {
        case .asExpected: "as expected"
        case .regression: "regression"
        case .fixed: "fixed"
        case .new: "new"
        case .flaky: "flaky"
        }
    }

    /// A sign that stands beside an outcome's, one column wide.
    static func sign(_ verdict: CellVerdict) -> String {
        switch verdict {
        case .asExpected: "="
        case .regression: "▼"
        case .fixed: "▲"
        case .new: "◆"
        case .flaky: "≈"
        }
    }

    /// Verdicts in the order in which a reader wants them.
    static let verdicts: [CellVerdict] = [.regression, .new, .fixed, .flaky, .asExpected]
}
