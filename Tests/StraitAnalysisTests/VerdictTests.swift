// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import StraitAnalysis
@testable import StraitModel

private let passed = CellAnswer(.passed, .log)
private let noRoom = CellAnswer(.failed, .reserve, errno: .erange)
private let noMemory = CellAnswer(.failed, .`init`, errno: .enomem)
private let panic = CellAnswer(.crashed, .boot)
private let warning = CellAnswer(.crashed, .`init`, reports: ["warning-1"])
private let worse = CellAnswer(.crashed, .`init`, reports: ["warning-1", "kasan-1"])
private let old = CellAnswer(.crashed, .`init`)
private let unsupported = CellAnswer(.unsupported, .host)
private let trouble = CellAnswer(.infrastructure, .qemu)
private let other = CellAnswer(.invalid, .axes)

private func answered(_ outcome: Outcome, _ states: [CellAnswers.State]) -> CellAnswer {
    CellAnswer(
        outcome, .selftests, reports: states[2] == .bad ? ["warning-1"] : [],
        answers: CellAnswers(initialization: states[0], tests: states[1], log: states[2]))
}

@Suite("Outcome against expectation")
struct VerdictTests {
    private static let refusedAsSaid = CellExpectation([], answers: [ExpectedAnswer(.initialization, .bad)])
    private static let allSaid = CellExpectation(
        [], answers: [ExpectedAnswer(.initialization, .good), ExpectedAnswer(.log, .bad)])

    @Test(
        "what the configuration expects of the answers",
        arguments: [
            (answered(.failed, [.bad, .good, .good]), refusedAsSaid, nil, .asExpected),
            (answered(.passed, [.good, .good, .good]), refusedAsSaid, nil, .fixed),
            // The rule says nothing of the log: what is there must not be hidden by it.
            (answered(.crashed, [.bad, .good, .bad]), refusedAsSaid, nil, .new),
            (
                answered(.crashed, [.bad, .good, .bad]), refusedAsSaid, answered(.crashed, [.bad, .good, .bad]),
                .asExpected
            ),
            (answered(.crashed, [.good, .good, .bad]), allSaid, nil, .asExpected),
            (answered(.crashed, [.bad, .good, .bad]), allSaid, nil, .regression),
            (answered(.passed, [.good, .good, .good]), allSaid, nil, .fixed),
            (answered(.failed, [.bad, .good, .good]), allSaid, nil, .regression),
            (answered(.unsupported, [.absent, .absent, .absent]), refusedAsSaid, nil, .regression),
            (answered(.infrastructure, [.unknown, .unknown, .unknown]), refusedAsSaid, nil, nil),
            (
                answered(.failed, [.bad, .bad, .good]),
                CellExpectation([.failed], answers: [ExpectedAnswer(.tests, .good)]), nil, .regression
            ),
        ] as [(CellAnswer, CellExpectation, CellAnswer?, CellVerdict?)])
    func answers(_ answer: CellAnswer, _ expected: CellExpectation, _ before: CellAnswer?, _ verdict: CellVerdict?) {
        #expect(CellVerdict.of(answer, expected: expected, before: before) == verdict)
    }

    /// The same outcome at the same rung, and an answer is bad that was good: nobody has looked at that yet.
    @Test func anAnswerThatTurnedBadIsNoNewsOnlyWhereItWasBad() {
        let before = answered(.crashed, [.good, .good, .bad])
        let now = answered(.crashed, [.bad, .good, .bad])
        #expect(CellVerdict.of(now, expected: nil, before: before) == .new)
        #expect(CellVerdict.of(now, expected: nil, before: now) == .asExpected)
    }

    @Test(
        "what the configuration expects",
        arguments: [
            (passed, CellExpectation([.passed]), nil, .asExpected),
            (noRoom, CellExpectation([.passed]), nil, .regression),
            (panic, CellExpectation([.passed]), passed, .regression),
            (noRoom, CellExpectation([.failed]), nil, .asExpected),
            (noRoom, CellExpectation([.failed], rung: .reserve, errno: .erange), nil, .asExpected),
            (noMemory, CellExpectation([.failed], rung: .reserve), nil, .regression),
            (noRoom, CellExpectation([.failed], errno: .enomem), nil, .regression),
            (panic, CellExpectation([.failed]), nil, .regression),
            (passed, CellExpectation([.failed], rung: .reserve, errno: .erange), nil, .fixed),
            // The configuration counts, whatever was before.
            (passed, CellExpectation([.failed]), passed, .fixed),
            (noRoom, CellExpectation([.failed]), passed, .asExpected),
            (unsupported, CellExpectation([.unsupported]), nil, .asExpected),
            (unsupported, CellExpectation([.passed]), nil, .regression),
            (passed, CellExpectation([.unsupported]), nil, .fixed),
            (noRoom, CellExpectation([.unsupported]), nil, .regression),
            (trouble, CellExpectation([.passed]), passed, nil),
            (other, CellExpectation([.failed]), nil, nil),
            // A crash hides no other: neither behind a rule that names its report, nor behind what was before.
            (warning, CellExpectation([.crashed], reports: ["warning"]), nil, .asExpected),
            (warning, CellExpectation([.crashed], reports: ["warning-1"]), nil, .asExpected),
            (warning, CellExpectation([.crashed], reports: ["warning-2"]), nil, .regression),
            (worse, CellExpectation([.crashed], reports: ["warning"]), worse, .regression),
            (old, CellExpectation([.crashed], reports: ["warning"]), nil, .regression),
            (worse, CellExpectation([.crashed]), warning, .new),
            (warning, CellExpectation([.crashed]), worse, .asExpected),
            (worse, CellExpectation([.crashed]), old, .asExpected),
            (worse, CellExpectation([.crashed]), nil, .asExpected),
            // Known to vary.
            (passed, CellExpectation([.passed, .failed], rung: .reserve), nil, .asExpected),
            (passed, CellExpectation([.passed, .failed]), noRoom, .flaky),
            (noRoom, CellExpectation([.passed, .failed]), passed, .flaky),
            (noRoom, CellExpectation([.passed, .failed]), noRoom, .asExpected),
            (noRoom, CellExpectation([.passed, .failed]), trouble, .asExpected),
            (panic, CellExpectation([.passed, .failed]), passed, .regression),
        ] as [(CellAnswer, CellExpectation, CellAnswer?, CellVerdict?)])
    func expected(_ answer: CellAnswer, _ expectation: CellExpectation, _ before: CellAnswer?, _ verdict: CellVerdict?)
    {
        #expect(CellVerdict.of(answer, expected: expectation, before: before) == verdict)
    }

    @Test(
        "where nothing is expected, what was before",
        arguments: [
            (passed, nil, .asExpected), (noRoom, nil, .new), (noRoom, trouble, .new), (unsupported, passed, nil),
            (passed, passed, .asExpected), (passed, noRoom, .fixed), (noRoom, passed, .regression),
            (noRoom, noRoom, .asExpected), (noMemory, noRoom, .new), (passed, unsupported, .asExpected),
            (trouble, passed, nil), (other, noRoom, nil), (worse, warning, .new), (warning, worse, .asExpected),
            (warning, old, .asExpected),
        ] as [(CellAnswer, CellAnswer?, CellVerdict?)])
    func unexpected(_ answer: CellAnswer, _ before: CellAnswer?, _ verdict: CellVerdict?) {
        #expect(CellVerdict.of(answer, expected: nil, before: before) == verdict)
    }

    @Test(
        "without any rule nothing is as expected, and what is not known from before has no verdict",
        arguments: [
            (passed, passed, .asBefore), (noRoom, noRoom, .asBefore), (noRoom, passed, .regression),
            (passed, noRoom, .fixed),
            (noMemory, noRoom, .new), (passed, nil, nil), (noRoom, nil, nil), (noRoom, trouble, nil),
        ] as [(CellAnswer, CellAnswer?, CellVerdict?)])
    func noRules(_ answer: CellAnswer, _ before: CellAnswer?, _ verdict: CellVerdict?) {
        let cell = Cell(architecture: .x86_64, kernel: "k", requested: [:], workload: WorkloadRequest(suites: []))
        let result = CellResult(
            id: cell.id, arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
            outcome: answer.outcome, rung: answer.rung, cause: nil, errno: answer.errno)
        let matrix = Matrix(name: "m", kernels: [], cells: [cell])
        #expect(matrix.judged(result, of: cell, past: CellPast(before: before, isFlaky: false)).verdict == verdict)
    }

    @Test("a result without expectations stays as it is, and one of before them can still be read")
    func optional() throws {
        let cell = Cell(
            architecture: .x86_64, kernel: "k", requested: [:], workload: WorkloadRequest(suites: []))
        let result = CellResult(
            id: cell.id, arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
            outcome: .failed, rung: .reserve, cause: "no hole", errno: .erange)
        var matrix = Matrix(name: "m", kernels: [], cells: [cell])
        #expect(matrix.judged(result, of: cell) == result)
        let text = String(decoding: try JSONEncoder().encode(result), as: UTF8.self)
        #expect(!text.contains("verdict") && !text.contains("expectation"))
        #expect(try JSONDecoder().decode(CellResult.self, from: Data(text.utf8)) == result)

        matrix.expectations = [
            ExpectationRule(CellMatch([.architecture([.ppc64le])]), CellExpectation([.failed])),
            ExpectationRule(
                CellMatch([.axis("kaslr", [.text("random")])]),
                CellExpectation([.crashed], rung: .boot, note: "known", link: "https://example.org/1")),
        ]
        let judged = matrix.judged(result, of: cell)
        #expect(judged.verdict == .regression)
        #expect(try JSONDecoder().decode(CellResult.self, from: JSONEncoder().encode(judged)) == judged)
    }
}
