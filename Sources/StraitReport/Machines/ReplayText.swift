// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A result against the one that was recorded of the same cell.
public enum ReplayText {
    /// What differs, a line each, the worst first; empty where nothing does. Two layouts by chance differ in more than they tell.
    public static func differences(from recorded: CellResult, to now: CellResult) -> [String] {
        guard recorded.outcome.isVerdictOnKernel, now.outcome.isVerdictOnKernel else {
            return recorded.answer == now.answer
                ? [] : ["\(recorded.answer.description) -> \(now.answer.description)"]
        }
        return Change.all(from: recorded, to: now).map(ChangeWords.sentence)
    }
}
