// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A program in the guest that prints KTAP: how to run it and how to evaluate its output.
struct KTAPProgram: Sendable {
    /// The suite, with the requested tests.
    let suite: SuiteRequest
    /// The suite's name in KernelCI's database.
    let path: String
    /// The rung at which it runs.
    let rung: Rung
    /// The shell command.
    let command: String
    /// The command for a single test, by the test's name; nil if the program cannot run one.
    var single: (@Sendable (String) -> String)?

    private var name: String { suite.name }
    private var file: String { ShellWord.quoted("/tmp/\(name).ktap") }
    private var output: Section { Section("ktap", "show", "/tmp/\(name).ktap") }

    /// The command in a form in which the kernel's log names the running test. The image of an older recorded run may
    /// lack the program for that.
    private static func marked(_ command: String) -> String {
        "if strait-guest test true 2>/dev/null; then strait-guest test \(ShellWord.enclosed(command)); else \(command); fi"
    }

    /// After a deadline the output shows how far the program came.
    var afterDeadline: Step.AfterDeadline {
        Step.AfterDeadline(sections: [output]) { run, sections in
            if !sections["ktap"].isEmpty { take(sections["ktap"], into: &run) }
        }
    }

    /// Runs the program and reads its results. The output goes to a file first, so that it exists after a deadline.
    /// `available` is the free RAM before.
    func run(
        in run: inout WorkloadRun, within limit: Duration, available: Mebibytes? = nil
    ) async throws -> StepResult {
        let start = Section("status", "run", "\(Self.marked(command)) >\(file) 2>&1; echo $?")
        let sections = try await run.ask([start], last: [output], limit: limit)
        let status = sections.lines("status").first.flatMap { Int($0) }
        var results = take(sections["ktap"], status: sections.isCut ? nil : status, into: &run)
        if results.hasNoResults, let status, [126, 127].contains(status) {
            return .noAnswer("\(name) does not run in the guest: \(Bytes.readable(sections["ktap"], limit: 200))")
        }
        if !sections.isCut { results = try await repeatAlone(results, in: &run, within: limit) }
        var verdict = SuiteVerdict(name).of(results, status: status)
        if sections.isCut { verdict = .noAnswer("the output of \(name) is longer than what is read of it") }
        // The kernel ran out of memory, so the result says nothing about what was tested.
        if [.failed, .infrastructure].contains(verdict.outcome), let line = run.messages.outOfMemory {
            return .unsupported(Self.outOfMemory(line, available: available))
        }
        return verdict
    }

    /// The sentence about the OOM killer.
    static func outOfMemory(_ line: String, available: Mebibytes? = nil) -> String {
        let room = available.map { " (\($0) were free)" } ?? ""
        return "the guest ran out of memory\(room), so there is no verdict on the kernel: \(line)"
    }

    /// Keeps the output and its results. A requested test without a result is an error, unless the program ended with
    /// `status` and completed its plan: then it has no such test, because the name or the kernel's version differs.
    @discardableResult
    private func take(_ bytes: [UInt8], status: Int? = nil, into run: inout WorkloadRun) -> KTAPOutput {
        let results = results(of: bytes, status: status).output
        run.evidence.files["\(name).ktap"] = bytes
        replaceSuite(results, in: &run)
        return results
    }

    /// Evaluates an output. `status` is the program's exit status; nil if it is unknown.
    func results(of bytes: [UInt8], status: Int? = nil) -> (output: KTAPOutput, suite: SuiteResult) {
        var results = KTAPOutput(parsing: bytes)
        if let names = suite.only, results.skippedAll == nil {
            let found = Set(results.tests.map(\.name))
            let missing = names.filter { !found.contains($0) }
            if results.isWhole(status) { results.unknown = missing }
            results.tests += missing.map { test in
                results.unknown.isEmpty
                    ? SelftestResult(name: test, status: .error, detail: "\(name) gave no result for it")
                    : SelftestResult(name: test, status: .skip, detail: "\(name) has no such test")
            }
        }
        return (results, suiteResult(results))
    }

    private func suiteResult(_ output: KTAPOutput) -> SuiteResult {
        SuiteResult(name: name, path: path, rung: rung, planned: output.planned, tests: output.tests)
    }

    /// Replaces the results of an output with newer ones.
    func replaceSuite(_ output: KTAPOutput, in run: inout WorkloadRun) {
        run.evidence.suites.removeAll { $0.name == name }
        run.evidence.suites.append(suiteResult(output))
    }
}
