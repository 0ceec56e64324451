// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitWorkload

/// How the counters of a guest are read between the steps, and what a guest may answer instead.
@Suite struct CoverageStepsTests {
    private static let source = "mm/rmap.c"
    private static let question = "base64 '/sys/kernel/debug/gcov/build/mm/rmap.gcda' && echo whole"

    private func found(_ guest: FakeGuest, _ sources: [String] = [source]) async -> WorkloadEvidence {
        await GuestWorkload(cell: cell(), facts: goodFacts, scale: 2, counted: sources).run(guest)
    }

    @Test func countersAreReadAfterEachSuite() async throws {
        let bytes = (0...255).map { UInt8($0) }
        let text = Data(bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
        let evidence = await found(FakeGuest(instead: [Self.question: text + "\nwhole\n"]))
        #expect(evidence.coverage.map(\.label) == ["boot", "probe", "hmm-tests", "unload", "log"])
        #expect(evidence.coverage.allSatisfy { $0.data == [Self.source: bytes] })
        #expect(
            evidence.ladder.allSatisfy { $0.outcome == .passed } && !evidence.notes.contains { $0.contains("lines") })
    }

    @Test func whoDoesNotCountIsNotAsked() async {
        let guest = FakeGuest()
        let evidence = await found(guest, [])
        #expect(evidence.coverage.isEmpty && !guest.commands.contains { $0.contains("gcov") })
    }

    /// Whatever the guest says, the answers of the cell are the same.
    @Test(arguments: [
        ("base64: /sys: No such file or directory", "the guest said: base64: /sys: No such file or directory"),
        ("AAAA", "the guest said: AAAA"), ("", "the guest said nothing"),
        ("whole", "the guest sent nothing that can be read"),
        ("AAAA\nwhole\nmore", "the guest said: AAAA"),
    ])
    func anAnswerThatIsNotWholeIsANote(_ answer: String, _ reason: String) async {
        let evidence = await found(FakeGuest(instead: [Self.question: answer]))
        #expect(evidence.coverage.count == 5 && evidence.coverage.allSatisfy(\.data.isEmpty))
        #expect(evidence.notes.first == "which lines of mm/rmap.c ran by the end of boot is not known: \(reason)")
        #expect(evidence.ladder.map(\.rung) == standardRungs && evidence.ladder.allSatisfy { $0.outcome == .passed })
    }

    /// A guest that does not answer is not asked again: each question costs its deadline.
    @Test func aGuestThatDoesNotAnswerIsAskedOnce() async {
        let guest = FakeGuest([("gcov", .error(StraitError(.deadline, "no answer before the deadline")))])
        let evidence = await found(guest)
        #expect(guest.commands.count { $0.contains("gcov") } == 1 && evidence.coverage.isEmpty)
        #expect(evidence.notes.first == "which lines ran is not known from boot on: the guest did not say")
        #expect(evidence.notes.count { $0.contains("which lines") } == 1)
        #expect(evidence.interruption == nil && evidence.ladder.allSatisfy { $0.outcome == .passed })
    }
}

/// How calls of functions are counted in a guest.
@Suite struct FunctionProbesTests {
    private static let place = "/sys/kernel/tracing"
    private static let ready =
        "mount -t tracefs tracefs \(place) 2>/dev/null; echo 0 > \(place)/tracing_on; [ -w \(place)/kprobe_events ] && echo done"
    private static let on = "echo 1 > \(place)/events/strait/enable && echo done"

    private func question(_ index: Int, _ name: String) -> String {
        "echo 'p:strait/f\(index) \(name)' >> \(Self.place)/kprobe_events && echo done || grep -c ' [tT] \(name)$' /proc/kallsyms"
    }

    private func calls(_ answers: [String: String]) async -> [CellCoverage.Calls]? {
        let guest = FakeGuest(instead: answers)
        return await GuestWorkload(cell: cell(), facts: goodFacts, scale: 2, probed: ["a", "b", "c"]).run(guest).calls
    }

    private var good: [String: String] {
        [
            Self.ready: "done", Self.on: "done", question(0, "a"): "done",
            question(1, "b"): "sh: write error: Invalid argument\n0", question(2, "c"): "sh: write error\n1",
            "\(Self.place)/kprobe_profile": "  f0     12      1\n  f9  3 3\nx\n  other 3 3\n  f0 a b\n",
        ]
    }

    @Test func callsAreCountedAndWhatIsNotSeenHasAReason() async {
        #expect(
            await calls(good) == [
                CellCoverage.Calls(name: "a", count: 13),
                CellCoverage.Calls(name: "b", unseen: "the kernel has no such function: it is inlined, or not built"),
                CellCoverage.Calls(name: "c", unseen: "the kernel lets nothing probe it"),
            ])
    }

    @Test func aKernelWithoutProbesSaysSo() async {
        var answers = good
        answers[Self.ready] = "sh: can't create: nonexistent directory"
        #expect(
            await calls(answers)?.map(\.unseen) == Array(repeating: "the kernel has no CONFIG_KPROBE_EVENTS", count: 3))
        answers = good
        answers[Self.on] = "sh: write error"
        #expect(await calls(answers)?.first?.unseen == "the kernel does not switch the probes on")
        answers = good
        answers["\(Self.place)/kprobe_profile"] = ""
        #expect(await calls(answers)?.first?.unseen == "the guest did not say")
    }

    @Test func whoAsksForNoneGetsNone() async {
        let evidence = await GuestWorkload(cell: cell(), facts: goodFacts, scale: 2).run(FakeGuest())
        #expect(evidence.calls == nil)
    }
}
