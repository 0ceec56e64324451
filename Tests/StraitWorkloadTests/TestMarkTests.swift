// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitWorkload

/// What a guest's test programs write into the kernel's log, and tests that are run again alone.
@Suite struct TestMarkTests {
    private static let console = """
        [    7.000000] strait-test: TAP version 13
        [    7.000001] strait-test: 1..3
        [    7.000002] strait-test: #  RUN           hmm.a.b ...
        [    7.000003] strait-test: ok 1 hmm.a.b
        [    7.000004] strait-test: #  RUN           hmm.a.c ...
        [    7.100000] BUG: kernel NULL pointer dereference, address: 0000000000000008
        [    7.100001] Oops: Oops: 0000 [#1] SMP NOPTI
        [    7.100002] Kernel panic - not syncing: Fatal exception

        """

    /// The guest is gone, and its output with it: what the console repeated is all that there is.
    @Test func resultsThatCameByTheConsoleAreKept() {
        var scanner = ConsoleScanner(rung: .selftests)
        _ = scanner.feed(Array(Self.console.utf8))
        _ = scanner.finish()
        var evidence = WorkloadEvidence(architecture: .x86_64)
        evidence.ladder = [RungRecord(.load, .passed, seconds: 1), RungRecord(.selftests, .infrastructure, seconds: 1)]
        evidence.deviceMemory = [DeviceMemoryResult(Mebibytes(256), .passed, rung: .`init`)]
        evidence.interruption = Interruption(.selftests, StraitError(.guestGone, "the connection is lost"))
        let result = JudgementInput(
            cell: cell(), kernel: KernelIdentity(name: "k", source: "debian:x"), facts: goodFacts, evidence: evidence,
            consoleReports: scanner.reports, consoleTests: scanner.tests, end: .panicked
        ).judge()
        #expect(result.outcome == .crashed && result.rung == .selftests)
        #expect(result.suites.first?.planned == 3)
        #expect(result.suites.first?.tests.map(\.name) == ["hmm.a.b", "hmm.a.c"])
        #expect(result.suites.first?.tests.map(\.status) == [.pass, .error], "the one that was running has no result")
        #expect(result.reports.map(\.kind) == [.oops, .panic], "the oops before the panic that ends it")
        #expect(result.reports.map(\.during) == ["hmm.a.c", "hmm.a.c"])
        #expect(result.answers == CellAnswers(initialization: .good, tests: .bad, log: .bad))
    }

    @Test func marksOfARungAreForgottenWithIt() {
        var scanner = ConsoleScanner(rung: .selftests)
        _ = scanner.feed(Array("strait-test: #  RUN           hmm.a.b ...\n".utf8))
        scanner.rung = .unload
        _ = scanner.feed(Array("Kernel panic - not syncing: x\n".utf8))
        #expect(scanner.tests.isEmpty)
        #expect(scanner.reports.map(\.during) == [nil])
    }

    @Test func aGuestMayRepeatAsMuchAsItLikes() {
        var marks = TestMarks()
        let line = LogLine(TestMarks.prefix + Array(repeating: 0x61, count: 4000))
        var taken = 0
        for _ in 0..<1000 where marks.take(line) { taken += 1 }
        #expect(taken == 1000)
        #expect(marks.output.count <= TestMarks.largest)
    }

    @Test(arguments: [
        ("[    1.000000] a\n", "[    1.000000] a\n[    2.000000] b\n  c\n", "[    2.000000] b\n  c\n"),
        ("[    1.000000] a\n", "[    1.000000] a\n", nil), ("", "[    0.000000] a\r\n", "[    0.000000] a\n"),
        ("[    9.000000] a\n", "login:\n[    1.000000] a\nx\n", nil), ("", "", nil),
        ("[    1.000000] a\n", "[nonsense] [    2.5] b\n[1e308.] c\n[", nil),
    ])
    func whatTheConsoleAloneHasHeard(_ log: String, _ console: String, _ rest: String?) {
        let found = ConsoleRest(of: Array(console.utf8), after: Array(log.utf8))
            .map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(found.map { $0.split(separator: "\n", maxSplits: 1)[1] } == rest.map { $0[...] })
        #expect(found?.hasPrefix("[strait: ") ?? true)
    }

    private static let failed = """
        TAP version 13
        1..2
        ok 1 hmm.a.b
        # hmm-tests.c:500:a.c:Expected ret (-16) == 0 (0)
        not ok 2 hmm.a.c

        """

    private static func suite(_ alone: String, _ ktap: String = failed) async -> (SuiteResult?, RungRecord?, Int) {
        let guest = FakeGuest(
            ktap: ktap, status: 1, instead: ["/strait/hmm-tests -r 'hmm.a.c'": alone])
        let evidence = await found(guest)
        let again = guest.commands.flatMap(FakeGuest.sections).count { $0[2] == "/strait/hmm-tests -r 'hmm.a.c'" }
        return (evidence.suites.first, evidence.record(of: .selftests), again)
    }

    @Test func busyAmongTheOthersAndWellAlone() async {
        let (suite, record, count) = await Self.suite("TAP version 13\n1..1\nok 1 hmm.a.c\n")
        #expect(count == 1)
        #expect(record?.outcome == .passed)
        #expect(suite?.fail == 0 && suite?.pass == 2)
        #expect(suite?.tests.last?.status == .pass && suite?.tests.last?.first == .fail, "both answers are kept")
    }

    @Test func busyAloneToo() async {
        let (suite, record, count) = await Self.suite("TAP version 13\n1..1\nnot ok 1 hmm.a.c\n")
        #expect(count == 1)
        #expect(record?.outcome == .failed)
        #expect(suite?.tests.last?.status == .fail && suite?.tests.last?.first == .fail)
    }

    @Test func whatNoSlownessExplainsIsNotRunAgain() async {
        let ktap = Self.failed.replacing("(-16)", with: "(-12)")
        let (suite, record, count) = await Self.suite("TAP version 13\n1..1\nok 1 hmm.a.c\n", ktap)
        #expect(count == 0)
        #expect(record?.outcome == .failed)
        #expect(suite?.tests.last?.first == nil)
    }

    @Test(arguments: ["ok 1 hmm.a.c # SKIP busy", "not ok 1 hmm.a.c # XFAIL known"])
    func leftOutAloneIsNotRepaired(_ line: String) async {
        let (suite, record, count) = await Self.suite("TAP version 13\n1..1\n\(line)\n")
        #expect(count == 1)
        #expect(record?.outcome == .failed)
        #expect(suite?.tests.last?.status == .fail && suite?.tests.last?.first == nil)
    }

    @Test func anAnswerThatCannotBeReadLeavesTheFirst() async {
        let (suite, record, _) = await Self.suite("nothing of the kind\n")
        #expect(record?.outcome == .failed)
        #expect(suite?.tests.last?.status == .fail && suite?.tests.last?.first == nil)
    }
}
