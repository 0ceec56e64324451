// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import Testing

@testable import StraitReport

/// How values are told in one line.
@Suite struct SentenceTests {
    private static let noRoom = CellAnswer(.failed, .reserve, errno: .erange)

    @Test func aSearch() {
        var found = SearchResult(
            axis: "physBits", name: "x86_64,k", state: .boundary,
            below: .init(value: .integer(36), cell: "a", answer: Self.noRoom),
            above: .init(value: .integer(37), cell: "b", answer: CellAnswer(.passed, .log)), booted: 6, values: 21,
            notes: ["unsupported: 33"])
        #expect(
            found.sentence
                == "physBits of x86_64,k: 36 failed at reserve (ERANGE), 37 passed; 6 of 21 values booted; unsupported: 33"
        )
        found.notes = []
        found.state = .inconclusive
        #expect(
            found.sentence
                == "physBits of x86_64,k: inconclusive: 36 failed at reserve (ERANGE), 37 passed; 6 of 21 values booted"
        )
        (found.below, found.above, found.state) = (nil, nil, .unfinished)
        #expect(found.sentence == "physBits of x86_64,k: not found yet; 6 of 21 values booted")
    }

    @Test func replays() {
        var group = ReplayGroup(
            name: "x86_64,k", seed: 7, layouts: [["a", "b", "c"]], seconds: 5, secondsWithout: 4.04)
        #expect(
            group.sentence
                == "seed 7 of x86_64,k: 3 boots, one layout; 5.0 s a boot with its proof, 4.0 s without a seed")
        (group.layouts, group.secondsWithout) = ([["a", "c"], ["b"]], nil)
        #expect(
            group.sentence
                == "seed 7 of x86_64,k: 3 boots, 2 layouts, so it does not replay; 5.0 s a boot with its proof")
        #expect(
            Objection.replay(group).sentence
                == "seed 7 of x86_64,k does not replay: 3 boots show 2 layouts, as in a and b")
    }

    @Test func controls() {
        func sentence(_ control: Control, _ answer: CellAnswer?, _ cause: String? = nil) -> String {
            Objection.control(control, cell: "x", answer: answer, cause: cause).sentence
        }
        #expect(
            sentence(.mustFail, CellAnswer(.passed, .log))
                == "the control x has to fail at reserve (ERANGE), and came to passed")
        #expect(
            sentence(.mustPass, CellAnswer(.hung, .boot), "no word for 120 s")
                == "the control x has to pass, and came to hung at boot: no word for 120 s")
        #expect(
            sentence(.mustDie, nil)
                == "the control x has to end as trouble of the infrastructure, at the first attempt, and has no result")
    }

    @Test func theSpeedOfGuests() {
        let slow = GuestSpeed(architecture: .x86_64, acceleration: .tcg, reason: "no /dev/kvm", bootSeconds: 9)
        #expect(
            slow.sentence
                == "x86_64 guests are emulated (TCG) and ready after 9.0 s, 2.0 times the reference's time; no /dev/kvm"
        )
        let unknown = GuestSpeed(architecture: .aarch64, acceleration: .kvm, reason: nil, bootSeconds: nil)
        #expect(unknown.sentence == "aarch64 guests run on the processor itself (KVM)")
    }

    @Test func aSurprise() {
        var result = CellResult(
            id: "x86_64,k", arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
            outcome: .failed, rung: .reserve, cause: "no hole", errno: .erange)
        #expect(result.surprise == nil)
        result.expectation = CellExpectation([.crashed], rung: .boot, note: "known", link: "https://example.org/1")
        result.verdict = .asExpected
        #expect(result.surprise == nil)
        result.verdict = .regression
        #expect(
            result.surprise?.sentence == "regression: x86_64,k: failed at reserve (ERANGE), "
                + "expected crashed at boot: known <https://example.org/1>")
    }

    /// A configuration's note is printed as it is safe to print.
    @Test func aSurpriseDoesNothingToATerminal() throws {
        let cell = Cell(
            architecture: .x86_64, kernel: "k", requested: [:], workload: WorkloadRequest())
        let result = CellResult(
            id: cell.id, arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
            outcome: .failed, rung: .reserve, cause: nil, errno: .erange)
        var matrix = Matrix(name: "m", kernels: [], cells: [cell])
        matrix.expectations = [
            ExpectationRule(CellMatch([]), CellExpectation([.passed], note: "\u{1b}[2Jgone\u{202e}\u{07}"))
        ]
        let line = try #require(matrix.judged(result, of: cell).surprise).sentence
        #expect(line.hasSuffix("failed at reserve (ERANGE), expected passed: gone\u{fffd}\u{2407}"))
    }
}
