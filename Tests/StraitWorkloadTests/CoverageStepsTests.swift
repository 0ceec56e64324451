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
