// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A reason why a cell did not pass, as far as it groups cells.
enum FindingReason: Hashable {
    case refused(Rung, Errno?)
    /// The suite, and the failed tests by name.
    case tests(suite: String, names: [String])
    /// A kernel report, by its fingerprint: its title contains process numbers and lines.
    case report(fingerprint: String)
    case rung(Rung, Outcome)
    case outcome(Outcome, Rung?, Errno?, cause: String?)

    /// The question whose answer it is part of; nil for the cell as a whole.
    var question: CellQuestion? {
        switch self {
        case .refused: .initialization
        case .tests: .tests
        case .report: .log
        case .rung(let rung, _): rung.question
        case .outcome: nil
        }
    }
}

/// The reasons that a result has.
struct FindingReasons {
    private let result: CellResult
    private let answers: CellAnswers

    init(_ result: CellResult, _ answers: CellAnswers?) {
        self.result = result
        self.answers = answers ?? result.answers
    }

    /// All of them; at least one.
    var all: [FindingReason] {
        // What an invalid guest answered counts for nothing.
        guard result.outcome != .passed, result.outcome != .unsupported, result.outcome != .invalid else {
            return [whole]
        }
        let reasons = (reports + initialization + tests).uniqued()
        let isTold = reasons.contains { $0.question != nil } && result.outcome.isVerdictOnKernel
        return isTold && !isLostUntold(reasons) ? reasons : reasons + [whole]
    }

    /// A guest that was lost without a report: neither sizes nor tests say that it hung.
    private func isLostUntold(_ reasons: [FindingReason]) -> Bool {
        result.outcome == .hung && !reasons.contains { if case .rung(_, .hung) = $0 { true } else { false } }
    }

    private var whole: FindingReason {
        switch result.outcome {
        case .passed: .outcome(.passed, nil, nil, cause: nil)
        case .unsupported, .invalid: .outcome(result.outcome, nil, nil, cause: result.cause)
        case .crashed: .outcome(.crashed, result.rung, nil, cause: result.cause)
        case .failed, .hung, .infrastructure: .outcome(result.outcome, result.rung, result.errno, cause: nil)
        }
    }

    private var reports: [FindingReason] {
        result.distinctReports.map { .report(fingerprint: $0.fingerprint) }
    }

    private var initialization: [FindingReason] {
        guard answers.initialization == .bad else { return [] }
        let refused = result.refusedSizes.map { FindingReason.refused($0.rung, $0.errno) }
        return refused.isEmpty ? rungs(of: .initialization) : refused
    }

    private var tests: [FindingReason] {
        guard answers.tests == .bad else { return [] }
        let suites = result.suites.filter { $0.fail > 0 }.map {
            FindingReason.tests(suite: $0.name, names: $0.failed.map(\.name))
        }
        return suites.isEmpty ? rungs(of: .tests) : suites
    }

    /// The rungs of a question that did not pass, or the one at which the guest was lost. A crash is told by its report.
    private func rungs(of question: CellQuestion) -> [FindingReason] {
        let bad = result.ladder.filter {
            $0.rung.question == question && [.failed, .hung, .crashed].contains($0.outcome)
        }
        var found = bad.map { FindingReason.rung($0.rung, $0.outcome) }
        if found.isEmpty, result.rung.question == question { found = [.rung(result.rung, result.outcome)] }
        return found.filter { if case .rung(_, .crashed) = $0 { result.reports.isEmpty } else { true } }
    }
}

extension CellResult {
    /// The sizes of device memory that the kernel did not grant.
    package var refusedSizes: [DeviceMemoryResult] { deviceMemory.filter { $0.outcome == .failed } }
}

extension SuiteResult {
    /// The tests that failed, ran into the harness's time limit or broke.
    package var failed: [SelftestResult] { tests.filter { [.fail, .timeout, .error].contains($0.status) } }
}
