// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension WorkloadRun {
    /// Checks that the kernel's log is complete and contains no report.
    mutating func log() async throws -> StepResult {
        try await readLog()
        if let report = messages.scanner.reports.first {
            return StepResult(outcome: .crashed, cause: report.title)
        }
        guard messages.isRead else { return .noAnswer("the kernel's log could not be read to its end") }
        guard messages.lost == 0 else {
            let reason = "\(messages.lost) records of the kernel's log were lost, and their content is unknown"
            evidence.notes.append(reason)
            return .noAnswer(reason)
        }
        return .passed
    }
}
