// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitReport

/// What a repeated cell says: to `git bisect run`, and against what was recorded.
public struct ReproVerdict: Sendable, Equatable {
    /// The exit codes of a bisection's command (git-bisect(1)): 126 and 127 would count as bad, 128 and above stop it.
    public enum Code: Int32, Sendable {
        case good = 0
        case bad = 1
        /// No verdict on this kernel: also for a host or an emulator in trouble.
        case untested = 125
        /// The request was wrong, or the set-up is broken: the next kernel would fare no better.
        case stop = 128
        /// The user's own end of it, as a shell tells of ctrl-C.
        case interrupted = 130
    }

    /// The exit code: one bad boot makes a kernel bad, and only passes make it good.
    public let code: Code
    /// How often it passed, of the boots with a verdict on the kernel.
    public let rate: Rate

    /// The verdict of all boots; `missing` are those that left no result.
    public init(_ results: [CellResult], missing: Int = 0) {
        let verdicts = results.filter(\.outcome.isVerdictOnKernel)
        let passed = verdicts.count { $0.outcome == .passed }
        rate = Rate(passed, of: verdicts.count)
        // A boot that could not tell might have been the one that fails: of twenty that were asked for, fourteen are not twenty.
        let isComplete = !results.isEmpty && verdicts.count == results.count && missing == 0
        code = passed < verdicts.count ? .bad : isComplete ? .good : .untested
    }

    /// How a result differs from the recorded one, a line each; empty where it is the same.
    public static func differences(from recorded: CellResult, to now: CellResult) -> [String] {
        ComparisonReport.differences(from: recorded, to: now)
    }

    /// Whether the layout was the same, to the last symbol; nil where one of the two did not show it.
    public static func sameLayout(_ recorded: CellResult, _ now: CellResult) -> Bool? {
        guard let before = recorded.layout?.symbolsSHA256, let after = now.layout?.symbolsSHA256 else { return nil }
        return before == after
    }
}
