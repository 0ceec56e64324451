// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis

/// What moved in a comparison, a sentence each, the worst first.
public enum ChangeSentences {
    /// More are not told.
    private static let most = 6

    /// Sentences without markup, cleaned.
    public static func of(_ comparison: Comparison) -> [String] {
        MoveWords.moved(comparison).filter { $0.verdict == .broke || $0.verdict == .fixed }.prefix(most).map(\.head)
    }
}
