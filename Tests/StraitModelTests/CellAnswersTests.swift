// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

/// The three answers of a cell, as they follow from its result.
@Suite struct CellAnswersTests {
    private static let granted = DeviceMemoryResult(
        Mebibytes(256), .passed, rung: .`init`, start: Address(0x1_0000_0000))
    private static let refused = DeviceMemoryResult(Mebibytes(1 << 15), .failed, rung: .reserve, errno: .erange)
    private static let all: [Rung] = [.axes, .load, .reserve, .`init`, .selftests, .unload, .log]

    private static func report(_ kind: KernelReport.Kind, _ rung: Rung) -> KernelReport {
        KernelReport(kind: kind, title: kind.rawValue, rung: rung, lines: [], fingerprint: "\(kind.rawValue)-1")
    }

    /// A cell that passed, with everything that this changes.
    private static func result(_ change: (inout CellResult) -> Void = { _ in }) -> CellResult {
        var result = CellResult(
            id: "c", arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
            outcome: .passed, rung: .log, cause: nil)
        result.deviceMemory = [granted]
        result.suites = [.hmmTests(planned: 1, tests: [SelftestResult(name: "a", status: .pass)])]
        result.ladder = all.map { RungRecord($0, .passed, seconds: 1) }
        change(&result)
        return result
    }

    private static func set(_ result: inout CellResult, _ rung: Rung, _ outcome: Outcome) {
        result.ladder = result.ladder.map { $0.rung == rung ? RungRecord(rung, outcome, seconds: 1) : $0 }
    }

    private static func end(_ result: inout CellResult, _ outcome: Outcome, _ rung: Rung, reports: [KernelReport] = [])
    {
        (result.outcome, result.rung, result.reports) = (outcome, rung, reports)
        result.ladder = result.ladder.filter { $0.rung < rung } + [RungRecord(rung, outcome, seconds: 1)]
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answers: String
        var asked: WorkloadRequest? = WorkloadRequest()
        let change: @Sendable (inout CellResult) -> Void

        init(
            _ name: String, _ answers: String, asked: WorkloadRequest? = WorkloadRequest(),
            change: @escaping @Sendable (inout CellResult) -> Void
        ) {
            (testDescription, self.answers, self.asked, self.change) = (name, answers, asked, change)
        }
    }

    @Test(arguments: [
        Case("all is well", "good good good") { _ in },
        Case("a size is refused, and the tests run on a smaller one", "bad good good") {
            $0.deviceMemory.append(refused)
            ($0.outcome, $0.rung) = (.failed, .reserve)
            set(&$0, .reserve, .failed)
        },
        Case("a warning in the tests hides neither of the others", "good good bad") {
            ($0.outcome, $0.rung, $0.reports) = (.crashed, .selftests, [report(.warning, .selftests)])
            set(&$0, .log, .crashed)
        },
        Case("a test fails", "good bad good") {
            $0.suites = [.hmmTests(planned: 1, tests: [SelftestResult(name: "a", status: .fail)])]
            ($0.outcome, $0.rung) = (.failed, .selftests)
            set(&$0, .selftests, .failed)
        },
        Case("the module of the tests does not load", "good bad good") {
            $0.suites = []
            ($0.outcome, $0.rung) = (.failed, .selftests)
            set(&$0, .selftests, .failed)
        },
        Case("the memory is not given back", "bad good good") {
            ($0.outcome, $0.rung) = (.failed, .unload)
            set(&$0, .unload, .failed)
        },
        Case("an oops in the tests", "good bad bad") {
            end(&$0, .crashed, .selftests, reports: [report(.oops, .selftests)])
        },
        Case("an oops while a size is initialized", "bad not reached bad") {
            $0.deviceMemory = [DeviceMemoryResult(Mebibytes(256), .crashed, rung: .`init`, start: Address(1 << 32))]
            $0.suites = []
            end(&$0, .crashed, .`init`, reports: [report(.oops, .`init`)])
        },
        Case("a panic at boot", "not reached not reached bad") {
            ($0.deviceMemory, $0.suites) = ([], [])
            end(&$0, .crashed, .boot, reports: [report(.panic, .boot)])
        },
        Case("a guest that ends by itself says nothing, and its log is not clean", "not reached not reached bad") {
            ($0.deviceMemory, $0.suites) = ([], [])
            end(&$0, .crashed, .boot)
        },
        Case("a hang at boot", "not reached not reached unknown") {
            ($0.deviceMemory, $0.suites) = ([], [])
            end(&$0, .hung, .boot)
        },
        Case("a hang in the tests", "good bad unknown") { end(&$0, .hung, .selftests) },
        Case("a log that could not be read to its end", "good good unknown") {
            ($0.outcome, $0.rung) = (.infrastructure, .log)
            set(&$0, .log, .infrastructure)
        },
        Case("a guest that is not the one asked for", "unknown unknown unknown") { $0.outcome = .invalid },
        Case("nothing was booted", "not asked not asked not asked") {
            ($0.deviceMemory, $0.suites) = ([], [])
            end(&$0, .unsupported, .host)
        },
        Case("the host failed", "unknown unknown unknown") {
            ($0.deviceMemory, $0.suites) = ([], [])
            end(&$0, .infrastructure, .qemu)
        },
        Case("no tests are asked for", "good not asked good", asked: WorkloadRequest(suites: [])) {
            $0.suites = []
            $0.ladder.removeAll { $0.rung == .selftests }
        },
        Case("no device memory is asked for", "not asked good good", asked: WorkloadRequest(deviceMemory: [])) {
            $0.deviceMemory = []
        },
        Case(
            "of an earlier strait: a size over which the kernel warned was called crashed", "good good bad", asked: nil
        ) {
            $0.deviceMemory = [DeviceMemoryResult(Mebibytes(256), .crashed, rung: .`init`, start: Address(1 << 32))]
            ($0.outcome, $0.rung, $0.reports) = (.crashed, .`init`, [report(.warning, .`init`)])
            set(&$0, .`init`, .crashed)
            set(&$0, .log, .crashed)
        },
        Case(
            "of an earlier strait: tests during which the kernel warned were called crashed", "good good bad",
            asked: nil
        ) {
            ($0.outcome, $0.rung, $0.reports) = (.crashed, .selftests, [report(.warning, .selftests)])
            set(&$0, .selftests, .crashed)
            set(&$0, .log, .crashed)
        },
    ])
    func answers(of example: Case) {
        let answers = CellAnswers(of: Self.result(example.change), asked: example.asked)
        let told = CellQuestion.allCases.map { answers[$0].rawValue }.joined(separator: " ")
        #expect(told == example.answers)
    }

    @Test func everyRungBelongsToAQuestionOrIsBelowThem() {
        #expect(Rung.known.filter { $0.question == nil } == Rung.beforeWorkloads)
        #expect(Rung.known.filter { $0.question == .initialization } == [.load, .reserve, .`init`, .unload])
        #expect(Rung("check").question == .tests, "a rung that this strait does not know is a suite's")
    }
}
