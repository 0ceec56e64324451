// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitWorkload

/// A script that prints KTAP, and a command that has only an exit status: all that a workload needs is here.
extension Workload {
    fileprivate static let check = Workload(
        name: "check",
        steps: { request in
            request.suite("check").map { suite in
                let program = KTAPProgram(
                    suite: suite, path: "strait.check", rung: Rung("check"), command: "/strait/check.sh")
                return [
                    Step(
                        Rung("check"), within: .seconds(20),
                        needs: Needs(contents: ["check.sh"], options: ["KSM"]), afterDeadline: program.afterDeadline
                    ) { try await program.run(in: &$0, within: $1) },
                    Step(Rung("sync"), within: .seconds(5)) { run, limit in
                        let answer = try await run.ask([Section("status", "run", "sync; echo $?")], limit: limit)
                        return switch answer.lines("status").first {
                        case "0": .passed
                        case let status?: .failed("sync ends with status \(status)")
                        case nil: .noAnswer("nothing tells how sync ended")
                        }
                    },
                ]
            } ?? []
        })
}

@Suite struct SecondWorkloadTests {
    private static let ktap = "TAP version 13\n1..2\nok 1 check.a\nok 2 check.b # SKIP no swap\n"

    private static let facts: KernelFacts = {
        var facts = goodFacts
        facts.options["KSM"] = "y"
        facts.contents.append(ImageContent("check.sh"))
        return facts
    }()

    private static func guest(
        _ twists: [(String, FakeGuest.Reply)] = [], ktap: String = ktap, status: String = "0", sync: String = "0"
    ) -> FakeGuest {
        FakeGuest(
            twists,
            instead: [
                "if strait-guest test true 2>/dev/null; then strait-guest test '/strait/check.sh'; "
                    + "else /strait/check.sh; fi >/tmp/check.ktap 2>&1; echo $?": status, "/tmp/check.ktap": ktap,
                "sync; echo $?": sync,
            ])
    }

    /// From the request to the result, as a run would have it.
    private static func result(
        _ guest: FakeGuest, _ workloads: [Workload] = [.check], suites: [SuiteRequest] = [SuiteRequest("check")],
        facts: KernelFacts = facts
    ) async -> CellResult {
        let cell = cell(suites: suites)
        let evidence = await GuestWorkload(cell: cell, facts: facts, workloads: workloads).run(guest)
        return JudgementInput(
            cell: cell, kernel: KernelIdentity(name: "stock", source: "debian:x"), facts: facts, evidence: evidence,
            workloads: workloads
        ).judge()
    }

    @Test func aWorkloadOfItsOwn() async {
        let guest = Self.guest()
        let result = await Self.result(guest)
        #expect(result.outcome == .passed && result.rung == .log)
        #expect(result.ladder.map(\.rung) == [.axes, Rung("check"), Rung("sync"), .log])
        #expect(result.suites.map(\.name) == ["check"])
        #expect(result.suites.first?.path == "strait.check" && result.suites.first?.rung == Rung("check"))
        #expect(result.suites.first?.tests.map(\.status) == [.pass, .skip])
        #expect(result.deviceMemory.isEmpty && result.capacity == nil)
        #expect(!guest.commands.contains { $0.contains("strait_probe") || $0.contains("hmm") })
    }

    @Test func besideTheFirstWorkload() async {
        let result = await Self.result(
            Self.guest(), [.devicePrivateMemory, .check], suites: [.hmmTests, SuiteRequest("check")])
        #expect(result.outcome == .passed)
        #expect(
            result.ladder.map(\.rung) == [.axes] + Rung.devicePrivateMemory + [Rung("check"), Rung("sync"), .log])
        #expect(result.suites.map(\.name) == ["hmm-tests", "check"])
        #expect(result.deviceMemory.map(\.outcome) == [.passed, .passed])
    }

    @Test func whatNobodyAskedForIsNotRun() async {
        let result = await Self.result(Self.guest(), suites: [])
        #expect(result.outcome == .passed && result.ladder.map(\.rung) == [.axes, .log] && result.suites.isEmpty)
    }

    @Test(arguments: [
        ("1..2\nok 1 check.a\nnot ok 2 check.b\n", "1", "0", "failed check: 1 of 2 tests failed: check.b"),
        ("1..2\nok 1 check.a\n", "1", "0", "failed check: check ended after 1 of 2 results"),
        ("1..1\nok 1 check.a\n", "3", "0", "failed check: every test passes, but check ends with status 3"),
        ("sh: /strait/check.sh: not found\n", "127", "0", "infrastructure check: check does not run in the guest"),
        (ktap, "0", "1", "failed sync: sync ends with status 1"),
    ])
    func verdicts(_ ktap: String, _ status: String, _ sync: String, _ words: String) async {
        let result = await Self.result(Self.guest(ktap: ktap, status: status, sync: sync))
        let verdict = "\(result.outcome.rawValue) \(result.rung.rawValue): \(result.cause ?? "-")"
        #expect(verdict.hasPrefix(words), "\(verdict)")
    }

    @Test func aDeadlineKeepsWhatTheScriptPrinted() async {
        let twist: (String, FakeGuest.Reply) = ("check.sh", .error(StraitError(.deadline, "no answer within 20 s")))
        let result = await Self.result(
            Self.guest([twist], ktap: "1..2\n#  RUN           check.a ...\nok 1 check.a\n"))
        #expect(result.outcome == .hung && result.rung == Rung("check") && result.hang == .slow)
        #expect(result.suites.first?.tests.map(\.name) == ["check.a"])
        #expect(result.ladder.last?.rung == Rung("check"))
    }

    @Test func aReportBelongsToItsStep() async {
        let oops = "BUG: kernel NULL pointer dereference, address: 0"
        let result = await Self.result(Self.guest([("sync; echo", .logging([oops]))]))
        #expect(result.outcome == .crashed && result.rung == Rung("sync"))
        #expect(result.reports.map(\.rung) == [Rung("sync")])
    }

    /// What lacks is told before anything is asked of the guest.
    @Test func whatLacks() async {
        var facts = Self.facts
        facts.options["KSM"] = "n"
        let unset = await Self.result(Self.guest(), facts: facts)
        #expect(unset.outcome == .unsupported && unset.cause == "CONFIG_KSM is not set in this kernel")
        let guest = Self.guest()
        let absent = await Self.result(
            guest,
            facts: {
                var facts = goodFacts; facts.options["KSM"] = "y"; return facts
            }())
        #expect(absent.outcome == .unsupported && absent.rung == Rung("check"))
        #expect(absent.cause == "check.sh: not in the image")
        #expect(!guest.commands.contains { $0.contains("check.sh") })
    }

    /// A result with rungs that only this workload has is read by any strait, and its tests stand in each output by suite.
    @Test func theResultIsRead() async throws {
        let result = await Self.result(Self.guest())
        let again = try JSONDecoder().decode(CellResult.self, from: JSONEncoder().encode(result))
        #expect(again == result)
        #expect(again.ladder.map(\.rung.rawValue) == ["axes", "check", "sync", "log"])
    }
}
