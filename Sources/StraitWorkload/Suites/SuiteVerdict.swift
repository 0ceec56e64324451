// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Evaluates the output of a suite.
struct SuiteVerdict {
    /// The suite's name, for sentences.
    private let name: String

    init(_ name: String) { self.name = name }

    /// `status` is the program's exit status; nil if it is unknown.
    func of(_ output: KTAPOutput, status: Int?) -> StepResult {
        let tests = output.tests
        if let reason = output.skippedAll, tests.isEmpty {
            return .unsupported("\(name) skips everything: \(reason.isEmpty ? "no reason given" : reason)")
        }
        if let reason = output.bailOut { return .failed("\(name) gave up: \(reason)") }
        let bad = tests.filter { [.fail, .error].contains($0.status) }
        let slow = tests.filter { $0.status == .timeout }
        if !bad.isEmpty { return .failed(sentence(bad + slow, of: output, "failed")) }
        if output.hasNoResults {
            // The shell is gone as well, so nothing shows that the program started.
            return status == nil
                ? .noAnswer("it is unknown how this ended: \(name)") : .failed("\(name) gave no result at all")
        }
        if output.isTruncated {
            let planned = output.planned.map { " of \($0)" } ?? ""
            return .failed("\(name) ended after \(tests.count)\(planned) results")
        }
        guard output.dropped == 0 else {
            return .noAnswer("\(name) gave \(output.dropped) results more than are kept")
        }
        if !slow.isEmpty {
            // The harness's limit is for real machines: under emulation it means no progress, not a wrong answer.
            let what = sentence(slow, of: output, "ran into the time limit of \(name), which emulation can cause")
            return StepResult(outcome: .hung, cause: what)
        }
        if let contradiction = output.contradictions.first {
            return .failed("the output of \(name) contradicts itself: \(contradiction)")
        }
        if !output.unknown.isEmpty, status == 0 {
            return .unsupported("\(name) of this kernel has no test \(output.unknown.joined(separator: ", "))")
        }
        if !tests.contains(where: { [.pass, .xfail].contains($0.status) }) {
            return .unsupported("\(name) skips every test: \(tests.first?.detail ?? "no reason given")")
        }
        // The program counted a test as failed that passed alone.
        let isRepeated = tests.contains { $0.first != nil }
        switch status {
        case 0: return .passed
        case 1 where isRepeated: return .passed
        case let status?: return .failed("every test passes, but \(name) ends with status \(status)")
        case nil: return .noAnswer("every test passes, but it is unknown how \(name) ended")
        }
    }

    private func sentence(_ tests: [SelftestResult], of output: KTAPOutput, _ what: String) -> String {
        let names = tests.prefix(3).map(\.name).joined(separator: ", ") + (tests.count > 3 ? ", …" : "")
        let all = max(output.planned ?? 0, output.tests.count)
        return "\(tests.count) of \(all) tests \(what): \(names)"
    }
}
