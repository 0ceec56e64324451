// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension KTAPProgram {
    /// The most failures to repeat: more of them have another cause than a slow guest.
    private static let mostAlone = 8

    /// Repeats failed tests that a slow guest can make fail, each one alone, in the same boot. The second result
    /// counts, and the first one is kept next to it. `test_hmm` gives up after one second with EBUSY (lib/test_hmm.c),
    /// and the harness has a time limit.
    func repeatAlone(
        _ output: KTAPOutput, in run: inout WorkloadRun, within limit: Duration
    ) async throws -> KTAPOutput {
        guard let single, !run.messages.isFatal else { return output }
        let slow = output.tests.indices.filter { output.tests[$0].canBeSlowness }
        guard (1...Self.mostAlone).contains(slow.count) else { return output }
        var output = output
        for index in slow {
            let test = output.tests[index]
            run.messages.tries("\(test.name), alone")
            guard let again = try await alone(single(test.name), test.name, in: &run, within: limit) else { continue }
            output.tests[index] = again.afterFirst(test)
            run.evidence.notes.append(
                "\(test.name): \(test.status.rawValue) among the others, \(again.status.rawValue) alone; emulation or load can cause it"
            )
            if run.messages.isFatal { break }
        }
        run.messages.tries(nil)
        replaceSuite(output, in: &run)
        return output
    }

    /// The result of one test alone; nil if it is unknown. A test that is skipped then has answered nothing, and its
    /// failure stands.
    private func alone(
        _ command: String, _ name: String, in run: inout WorkloadRun, within limit: Duration
    ) async throws -> SelftestResult? {
        let sections = try await run.ask([], last: [Section("again", "run", command)], limit: limit)
        run.evidence.files["\(suite.name)-alone.ktap", default: []] += sections["again"]
        let results = KTAPOutput(parsing: sections["again"]).tests.filter { $0.name == name }
        guard !sections.isCut, results.count == 1 else { return nil }
        return [.skip, .xfail].contains(results[0].status) ? nil : results[0]
    }
}

extension SelftestResult {
    /// Whether slowness can explain the result: a time limit of the harness, or EBUSY.
    fileprivate var canBeSlowness: Bool {
        switch status {
        case .timeout: true
        case .fail: detail.map { text in Self.busy.contains { text.contains($0) } } ?? false
        case .pass, .skip, .xfail, .error: false
        }
    }

    /// The texts for EBUSY, whose number is 16 on every architecture.
    private static let busy = ["EBUSY", "(-16)", "Device or resource busy"]

    /// The same result, with the earlier one.
    fileprivate func afterFirst(_ first: SelftestResult) -> SelftestResult {
        var again = self
        again.first = first.status
        again.detail = detail ?? first.detail
        return again
    }
}
