// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitWorkload

/// What is not there proves nothing: answers that are cut, missing or beside the question, none of which may end in a pass.
@Suite struct EvidenceTests {
    /// What the whole cell comes to, as its run would tell it.
    private func judged(_ guest: FakeGuest, _ asked: Cell = cell(), end: DomainEnd = .normal) async -> CellResult {
        JudgementInput(
            cell: asked, kernel: KernelIdentity(name: "stock", source: "debian:x"), facts: goodFacts,
            evidence: await found(guest, asked), end: end
        ).judge()
    }

    @Test func withAllOfItThereIsAPass() async {
        #expect(await judged(FakeGuest()).outcome == .passed)
    }

    @Test(
        "a log that was never read, or not to its end, is no clean one",
        arguments: [
            "", "kmsg:strait-guest: /dev/kmsg: No such file or directory\n",
            "kmsg:strait-guest: ended by signal 9, Killed\n",
            "kmsg:strait-kmsg/1 first=0\n",
        ])
    func logs(_ answer: String) async {
        let unloaded =
            "test_hmm:strait-unload/1 ok\nstrait_probe:strait-unload/1 ok\n"
            + "iomem:00001000-0009fbff : System RAM\niomem:00100000-7fffffff : System RAM\n"
        let guest = FakeGuest([("unload", .output(unloaded)), ("sections kmsg kmsg '3'", .raw(answer))])
        let result = await judged(guest)
        #expect(result.outcome == .infrastructure && result.rung == .log)
        #expect(result.cause == "the kernel's log could not be read to its end")
    }

    @Test(
        "a record that is passed over without a word is a lost one",
        arguments: [
            "kmsg:5,6,1;later\nkmsg:strait-kmsg/1 first=5 next=6 lost=0\n",
            "kmsg:strait-kmsg/1 first=9 next=9 lost=0\n",
            "kmsg:18446744073709551615,6,1;x\nkmsg:strait-kmsg/1 first=3 next=0 lost=0\n",
        ])
    func gaps(_ answer: String) async {
        let result = await judged(FakeGuest([("sections kmsg kmsg '3'", .raw(answer))]))
        #expect(result.outcome == .infrastructure && result.rung == .log)
        #expect(result.cause?.contains("records of the kernel's log were lost") == true)
    }

    /// Parts of a request, what it is answered with, and the rung at which that is no answer.
    @Test(arguments: [
        ("init 256MiB", "op=init asked=0x10000000\(FakeGuest.checks) step=none errno=0", Rung.`init`),
        ("init 256MiB", "op=init asked=0x10000000 iomem=same step=none errno=0", .`init`),
        // As a probe of before there were checks.
        ("init 256MiB", "op=init asked=0x10000000 pages=ok iomem=same step=none errno=0", .`init`),
        ("init 256MiB", "op=init asked=0x400000000\(FakeGuest.checks) iomem=same step=none errno=0", .`init`),
        ("init 256MiB", "op=init\(FakeGuest.checks) iomem=same step=none errno=0", .`init`),
        ("init 256MiB", "op=init asked=0x10000000\(FakeGuest.checks) iomem=same step=none", .`init`),
        ("init 256MiB", "op=init asked=0x10000000\(FakeGuest.checks) iomem=same step=none errno=", .`init`),
        ("init 256MiB", "op=reserve asked=0x10000000 iomem=same step=none errno=0", .`init`),
        ("ask 'largest'", "op=largest size=0x40000000 step=none errno=0", .reserve),
    ])
    func halfAnAnswer(_ part: String, _ answer: String, _ rung: Rung) async {
        let result = await judged(FakeGuest([(part, .output("probe:strait-probe/1 \(answer)\n"))]))
        #expect(result.outcome == .infrastructure && result.rung == rung, "\(result.cause ?? "")")
    }

    @Test func nobodyAskedAndNothingAnswered() async {
        let guest = FakeGuest([("ask 'largest'", .output("probe:Killed\n"))])
        let result = await judged(guest, cell(sizes: []))
        #expect(result.outcome == .infrastructure && result.rung == .reserve)
        #expect(await judged(FakeGuest(), cell(sizes: [])).outcome == .passed)
    }

    @Test func whatTheGuestDoesNotShowIsNotTakenForGranted() async {
        let silent = await judged(FakeGuest(cpuinfo: "model name : QEMU\n"))
        #expect(silent.outcome == .infrastructure && silent.rung == .load)
        #expect(silent.cause == "the guest does not show what was asked for: paging, physBits")
    }

    @Test func argumentsThatTheKernelDidNotGetMakeItAnother() async {
        let asked = Cell(
            architecture: .x86_64, kernel: "stock", requested: ["cmdline": .text("slub_debug=FZ quiet")],
            workload: WorkloadRequest(suites: []))
        let result = await judged(FakeGuest(), asked)
        #expect(result.outcome == .invalid)
        #expect(result.cause?.contains("the guest's kernel did not get slub_debug=FZ quiet") == true)
    }

    @Test func moreResultsThanAreLookedAtMayHideAFailure() async {
        let many = (1...(KTAPOutput.mostTests + 1)).map {
            "\($0 > KTAPOutput.mostTests ? "not ok" : "ok") \($0) t\($0)"
        }
        let result = await judged(FakeGuest(ktap: many.joined(separator: "\n") + "\n"))
        #expect(result.outcome == .infrastructure && result.rung == .selftests)
    }

    /// A reboot or a dead QEMU behind the last answer, where nothing waits any more that could miss the guest.
    @Test func aGuestThatGoesAfterItsLastAnswer() async {
        let stopped = await judged(FakeGuest(), end: .guestStopped)
        #expect(stopped.outcome == .crashed && stopped.rung == .log)
        #expect(await judged(FakeGuest(), end: .emulatorDied("signal 9")).outcome == .infrastructure)
        #expect(await judged(FakeGuest(), end: .panicked).outcome == .crashed)
        // What the kernel refused it has refused, however QEMU ended.
        let refused = FakeGuest([
            (
                "ask 'largest'",
                .output("probe:strait-probe/1 op=reserve asked=0x10000000 step=reserve errno=ERANGE why=kernel\n")
            )
        ])
        #expect(await judged(refused, cell(sizes: [256]), end: .emulatorDied("signal 9")).outcome == .failed)
    }

    /// A guest that prints a workload of its own on its console has answered nothing.
    @Test func aConsoleIsNoAnswer() {
        var console = ConsoleScanner()
        let text =
            "strait-guest: ready\nstrait-probe/1 op=init asked=0x10000000 pages=ok iomem=same step=none errno=0\n"
        _ = console.feed(Array((text + FakeGuest.ktap).utf8))
        let result = JudgementInput(
            cell: cell(), kernel: KernelIdentity(name: "stock", source: "debian:x"), facts: goodFacts, evidence: nil,
            consoleReports: console.reports, earlier: Interruption(.login, StraitError(.deadline, "no answer"))
        ).judge()
        #expect(result.outcome == .hung && result.deviceMemory.isEmpty && result.suites.isEmpty)
    }
}
