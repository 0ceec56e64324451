// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitReport

/// The verdict on a repeated cell: for `git bisect run`, and compared with the recorded result.
public struct ReproVerdict: Sendable, Equatable {
    /// The exit codes for a command of git-bisect(1): 126 and 127 would count as bad, 128 and above stop the bisection.
    public enum Code: Int32, Sendable {
        case good = 0
        case bad = 1
        /// No verdict on this kernel, for example because of trouble on the host.
        case untested = 125
        /// The request was wrong or the installation is broken, which the next kernel would not change.
        case stop = 128
        /// The user interrupted it; shells use this code for ctrl-C.
        case interrupted = 130
    }

    /// The exit code: one bad boot makes a kernel bad; it is good only if all boots passed.
    public let code: Code
    /// How many of the boots with a verdict on the kernel passed, or were good in what is judged.
    public let rate: Rate

    /// Judges all boots by some of the three questions; `missing` is the number of boots without a result. A guest that is lost before
    /// a question is asked answers nothing: with `initialization` alone, a kernel that does not boot is no bad one but an untested one,
    /// since another commit may have broken the boot.
    public init(_ results: [CellResult], missing: Int = 0, judged: [CellQuestion]) {
        guard judged.count < CellQuestion.allCases.count else {
            self = ReproVerdict(results, missing: missing)
            return
        }
        let answers = results.filter(\.outcome.isVerdictOnKernel).map { result in judged.map { result.answers[$0] } }
        let bad = answers.count { $0.contains(.bad) }
        // A question that was not asked takes nothing away from another one's answer, and is none by itself.
        let good = answers.count { $0.allSatisfy { $0 == .good || $0 == .absent } && $0.contains(.good) }
        let isComplete = good > 0 && good == results.count && missing == 0
        self = ReproVerdict(code: bad > 0 ? .bad : isComplete ? .good : .untested, rate: Rate(good, of: good + bad))
    }

    private init(code: Code, rate: Rate) {
        self.code = code
        self.rate = rate
    }

    /// Judges all boots by their outcomes; `missing` is the number of boots without a result.
    public init(_ results: [CellResult], missing: Int = 0) {
        let verdicts = results.filter(\.outcome.isVerdictOnKernel)
        let passed = verdicts.count { $0.outcome == .passed }
        rate = Rate(passed, of: verdicts.count)
        // A boot without a verdict might have failed, so fewer boots than requested do not make a kernel good.
        let isComplete = !results.isEmpty && verdicts.count == results.count && missing == 0
        code = passed < verdicts.count ? .bad : isComplete ? .good : .untested
    }

    /// How a result differs from the recorded one, one line each; empty if it does not.
    public static func differences(from recorded: CellResult, to now: CellResult) -> [String] {
        ComparisonReport.differences(from: recorded, to: now)
    }

    /// Whether the two layouts are equal in every symbol; nil if one of them is unknown.
    public static func sameLayout(_ recorded: CellResult, _ now: CellResult) -> Bool? {
        guard let before = recorded.layout?.symbolsSHA256, let after = now.layout?.symbolsSHA256 else { return nil }
        return before == after
    }
}
