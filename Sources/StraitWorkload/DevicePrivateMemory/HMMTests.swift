// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The kernel's own tests of device-private memory: the module `test_hmm` and the program `hmm-tests`.
struct HMMTests: Sendable {
    static let module = TestHMMLoading.module
    /// Tests that measure speed. Under emulation their numbers mean nothing, and one of them takes longer than all
    /// other tests together or reaches the harness's time limit. They run only if they are requested by name.
    static let benchmarks = ["benchmark_thp_migration"]
    /// The time limit for loading `test_hmm`.
    private static let loadLimit = Duration.seconds(60)

    let suite: SuiteRequest
    let loading: TestHMMLoading

    init(_ suite: SuiteRequest, _ request: WorkloadRequest) {
        self.suite = suite
        loading = TestHMMLoading(request.testHMM ?? TestHMMRequest())
    }

    private var program: KTAPProgram {
        let identity = SuiteResult.hmmTests(planned: nil, tests: [])
        let suite = suite
        let options =
            suite.only.map { $0.map { " -r " + ShellWord.enclosed($0) } } ?? Self.benchmarks.map { " -T " + $0 }
        return KTAPProgram(
            suite: suite, path: identity.path, rung: identity.rung,
            command: GuestCommands.path(suite.name) + options.joined(),
            single: { GuestCommands.path(suite.name) + " -r " + ShellWord.enclosed($0) })
    }

    /// All of them use about 540 MiB; some use little.
    private var needs: Needs {
        Needs(
            contents: [Self.module.file, suite.name], options: ["DEVICE_PRIVATE"],
            freeRAM: suite.only == nil ? Mebibytes(576) : nil)
    }

    /// They take 26 to 33 s under emulation on an idle host.
    var step: Step {
        let (program, needs, suite, loading) = (program, needs, suite, loading)
        return Step(
            program.rung, within: .seconds(360), needs: needs,
            optional: Step.Optional(part: suite.name, remains: "the probe's verdict stands"),
            afterDeadline: program.afterDeadline, suite: { program.results(of: $0).suite }
        ) { run, limit in
            let sections = try await run.ask([GuestCommands.meminfo] + loading.sections, limit: Self.loadLimit)
            if let problem = run.problemOfTestHMM(sections, loading) { return problem }
            let available = ProcFiles.memory("MemAvailable", in: sections["meminfo"])
            if let needed = needs.freeRAM, let available, available < needed {
                return .unsupported("\(suite.name) needs \(needed) of free RAM, the guest has \(available)")
            }
            if run.messages.isFatal { return .passed }
            if suite.only == nil {
                let left = Self.benchmarks.joined(separator: ", ")
                run.evidence.notes.append(
                    "left out of \(suite.name): \(left), a benchmark; ask for it by its name to run it")
            }
            return try await program.run(in: &run, within: limit, available: available)
        }
    }

    /// The same as shell commands.
    var script: [String] {
        [
            "strait-guest load \(ShellWord.enclosed(loading.argument))", program.command,
            "strait-guest unload \(Self.module.name)",
        ]
    }
}

extension WorkloadRun {
    /// Why `test_hmm` cannot be tested with; nil where it can. That it loads proves nothing: only its line in the log does.
    fileprivate mutating func problemOfTestHMM(_ sections: Sections, _ loading: TestHMMLoading) -> StepResult? {
        switch ModuleAnswer("load", in: sections.lines("load")) {
        case .refused(let errno):
            // The module returns ENOMEM for any problem with its region; the probe knows the real reason.
            return .failed("test_hmm does not load: \(errno)", errno: errno)
        case .none(let said):
            if let line = messages.outOfMemory { return .unsupported(KTAPProgram.outOfMemory(line)) }
            return .noAnswer("test_hmm was not loaded: \(said)")
        case .done: loaded.insert(HMMTests.module.name, at: 0)
        }
        if let reason = loading.ignored(sections, messages.lines) { return .unsupported(reason) }
        let proof = messages.lines.compactMap { TestHMMProof($0) }.last
        if let proof, proof.totalMiB > 0 { return loading.problem(of: proof).map { .failed($0) } }
        guard !messages.hasGap else {
            return .noAnswer("it is unknown whether test_hmm has memory: lines of the kernel's log were lost")
        }
        return .failed("test_hmm loaded without any device memory")
    }
}
