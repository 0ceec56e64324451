// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension WorkloadRun {
    /// `hmm-tests` takes about 540 MiB; with less than this the OOM killer decides, not the kernel's memory management.
    static let selftestRAM = Mebibytes(576)

    /// `test_hmm` loads with memory, and `hmm-tests` passes.
    mutating func selftests() async throws -> StepResult {
        guard facts.devicePrivate else { return .unsupported(Self.noDevicePrivate) }
        if let reason = facts.noSelftests { return .unsupported(reason) }
        let sections = try await ask(GuestCommands.loadTests, limit: limits.loadTests)
        if let problem = testModule(sections) { return problem }
        let available = ProcFiles.memory("MemAvailable", in: sections["meminfo"])
        if cell.workload.suite("hmm-tests")?.only == nil, let available, available < Self.selftestRAM {
            return .unsupported("hmm-tests wants \(Self.selftestRAM) of free RAM, the guest has \(available)")
        }
        if messages.isFatal { return .passed }
        return try await runSelftests(available)
    }

    /// Why `test_hmm` cannot be tested with; nil where it can. That it loads proves nothing: only its line in the log does.
    private mutating func testModule(_ sections: Sections) -> StepResult? {
        switch ModuleAnswer("load", in: sections.lines("load")) {
        case .refused(let errno):
            // It says ENOMEM for any trouble with its region, so the reason is the probe's to tell.
            return .failed("test_hmm does not load: \(errno)", errno: errno)
        case .none(let said):
            if let line = messages.outOfMemory { return .unsupported(Self.outOfMemory(line)) }
            return .noAnswer("test_hmm was not loaded: \(said)")
        case .done: loaded.insert(GuestCommands.testHMM.name, at: 0)
        }
        let proof = messages.lines.compactMap { TestHMMProof($0) }.last
        if let proof, proof.totalMiB > 0 { return nil }
        guard !messages.hasGap else {
            return .noAnswer("whether test_hmm has memory cannot be told: lines of the kernel's log were lost")
        }
        return .failed("test_hmm loaded without any device memory")
    }

    private mutating func runSelftests(_ available: Mebibytes?) async throws -> StepResult {
        var names: [String] = []
        if let only = cell.workload.suite("hmm-tests")?.only {
            names = only
        } else {
            let left = GuestCommands.benchmarks.joined(separator: ", ")
            evidence.notes.append("left out of hmm-tests: \(left), a benchmark; ask for it by its name to run it")
        }
        let sections = try await ask(
            GuestCommands.selftests(names), last: [GuestCommands.ktap], limit: limits.selftests)
        let status = sections.lines("status").first.flatMap { Int($0) }
        let output = take(ktap: sections["ktap"], status: sections.isCut ? nil : status)
        if output.hasNoResults, let status, [126, 127].contains(status) {
            return .noAnswer("hmm-tests does not run in the guest: \(Bytes.readable(sections["ktap"], limit: 200))")
        }
        var verdict = SelftestVerdict.of(output, status: status)
        if sections.isCut { verdict = .noAnswer("the output of hmm-tests is longer than what is read of it") }
        // The kernel did what it has to do without memory; of what was tested that says nothing.
        if [.failed, .infrastructure].contains(verdict.outcome), let line = messages.outOfMemory {
            return .unsupported(Self.outOfMemory(line, available: available))
        }
        return verdict
    }

    private static func outOfMemory(_ line: String, available: Mebibytes? = nil) -> String {
        let room = available.map { " (\($0) were free)" } ?? ""
        return "the guest ran out of memory\(room), which is no verdict on the kernel: \(line)"
    }

    /// Keeps the output and what it says; tests that were asked for and are not there have no result. That is an error, but where
    /// the program came to its end (`status` is how): then it has no such test, by a slip of the name or of the kernel's age.
    @discardableResult
    mutating func take(ktap bytes: [UInt8], status: Int? = nil) -> KTAPOutput {
        var output = KTAPOutput(parsing: bytes)
        if let names = cell.workload.suite("hmm-tests")?.only, output.skippedAll == nil {
            let found = Set(output.summary.tests.map(\.name))
            let missing = names.filter { !found.contains($0) }
            if output.isWhole(status) { output.unknown = missing }
            let results = missing.map { name in
                output.unknown.isEmpty
                    ? SelftestResult(name: name, status: .error, detail: "hmm-tests gave no result for it")
                    : SelftestResult(name: name, status: .skip, detail: "hmm-tests has no such test")
            }
            output.summary = SelftestSummary(
                planned: output.summary.planned, tests: output.summary.tests + results)
        }
        evidence.files["hmm-tests.ktap"] = bytes
        evidence.selftests = output.summary
        return output
    }
}

/// What an output of the kernel's tests comes to.
enum SelftestVerdict {
    static func of(_ output: KTAPOutput, status: Int?) -> WorkloadRun.StepResult {
        let tests = output.summary.tests
        if let reason = output.skippedAll, tests.isEmpty {
            return .unsupported("hmm-tests skips everything: \(reason.isEmpty ? "no reason given" : reason)")
        }
        if let reason = output.bailOut { return .failed("hmm-tests gave up: \(reason)") }
        let bad = tests.filter { [.fail, .error].contains($0.status) }
        let slow = tests.filter { $0.status == .timeout }
        if !bad.isEmpty { return .failed(sentence(bad + slow, of: output, "failed")) }
        if output.hasNoResults {
            // The shell that ran it is gone as well, so nothing shows that it ever began.
            return status == nil
                ? .noAnswer("nothing tells what became of hmm-tests") : .failed("hmm-tests gave no result at all")
        }
        if output.isTruncated {
            let planned = output.summary.planned.map { " of \($0)" } ?? ""
            return .failed("hmm-tests ended after \(tests.count)\(planned) results")
        }
        guard output.dropped == 0 else {
            return .noAnswer("hmm-tests gave \(output.dropped) results more than are looked at")
        }
        if !slow.isEmpty {
            // The harness's limit is meant for real machines: under emulation this is no progress, not a wrong answer.
            let what = sentence(slow, of: output, "ran into the time limit of hmm-tests, which emulation can cause")
            return WorkloadRun.StepResult(outcome: .hung, cause: what)
        }
        if let contradiction = output.contradictions.first {
            return .failed("the output of hmm-tests contradicts itself: \(contradiction)")
        }
        if !output.unknown.isEmpty, status == 0 {
            return .unsupported("hmm-tests of this kernel has no test \(output.unknown.joined(separator: ", "))")
        }
        if output.summary.pass + output.summary.xfail == 0 {
            return .unsupported("hmm-tests skips every test: \(tests.first?.detail ?? "no reason given")")
        }
        switch status {
        case 0: return .passed
        case let status?: return .failed("every test passes, but hmm-tests ends with status \(status)")
        case nil: return .noAnswer("every test passes, but nothing tells how hmm-tests ended")
        }
    }

    private static func sentence(_ tests: [SelftestResult], of output: KTAPOutput, _ what: String) -> String {
        let names = tests.prefix(3).map(\.name).joined(separator: ", ") + (tests.count > 3 ? ", …" : "")
        let all = max(output.summary.planned ?? 0, output.summary.tests.count)
        return "\(tests.count) of \(all) tests \(what): \(names)"
    }
}
