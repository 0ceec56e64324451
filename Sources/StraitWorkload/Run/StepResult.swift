// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The result of a step.
struct StepResult: Sendable {
    var outcome: Outcome
    var cause: String?
    var errno: Errno?

    static let passed = StepResult(outcome: .passed)
    static func failed(_ cause: String, errno: Errno? = nil) -> Self {
        StepResult(outcome: .failed, cause: cause, errno: errno)
    }
    static func unsupported(_ cause: String) -> Self { StepResult(outcome: .unsupported, cause: cause) }
    static func noAnswer(_ cause: String) -> Self { StepResult(outcome: .infrastructure, cause: cause) }
}
