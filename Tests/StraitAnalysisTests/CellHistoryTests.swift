// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import Testing

@Suite struct CellHistoryTests {
    /// A night a letter: p passed, f failed, c crashed, i infrastructure; the kernel changes at each `|`.
    private func history(_ nights: String, sizes: [Int?] = []) -> CellHistory {
        let outcomes: [Character: Outcome] = ["p": .passed, "f": .failed, "c": .crashed, "i": .infrastructure]
        var (entries, kernel): ([HistoryEntry], Int) = ([], 0)
        for letter in nights {
            guard let outcome = outcomes[letter] else {
                kernel += 1
                continue
            }
            let number = entries.count
            entries.append(
                HistoryEntry(
                    run: "n\(number)", started: "2026-11-23T00:00:00Z", directory: "/n/\(number)",
                    release: "7.\(kernel)",
                    version: nil, sha256: "k\(kernel)", outcome: outcome, rung: outcome == .passed ? .log : .reserve,
                    largestMiB: number < sizes.count ? sizes[number].map(Mebibytes.init) : nil))
        }
        return CellHistory(configuration: "t", cell: "a", entries: entries)
    }

    @Test(
        arguments: [
            ("", 0, 0, nil, nil), ("p", 0, 1, nil, nil), ("f", 0, 1, nil, "n0"), ("pp|ff", 1, 2, "n1", "n2"),
            ("p|i|f|i", 1, 1, "n0", "n2"), ("f|p", 1, 1, nil, nil), ("p|f|p|f|c", 3, 1, "n2", "n3"),
        ] as [(String, Int, Int, String?, String?)])
    func whatFollowsFromTheNights(nights: String, flips: Int, streak: Int, good: String?, bad: String?) {
        let history = history(nights)
        #expect(history.flips == flips)
        #expect(history.streak == streak)
        #expect(history.firstBad?.lastGood?.run == good)
        #expect(history.firstBad?.firstBad.run == bad)
    }

    @Test func flakyIsAFlipUnderOneKernel() {
        #expect(!history("pp|ff|pp").isFlaky)
        #expect(history("pp|fpf").flakyKernels == ["k1"])
        // Trouble of the host is none of the kernel's.
        #expect(!history("pip|fif").isFlaky)
    }

    @Test func capacitiesAreThoseThatMoved() {
        let moved = history("ppppp", sizes: [256, 256, nil, 512, 512]).capacities
        #expect(moved.map(\.run) == ["n0", "n3"])
    }

    @Test func whatIsKnownToVaryIsNoNews() {
        let (passed, failed) = (CellAnswer(.passed, .log), CellAnswer(.failed, .reserve, errno: .erange))
        func verdict(_ now: CellAnswer, _ past: CellPast?) -> CellVerdict? {
            CellVerdict.of(now, expected: nil, before: past?.before, isFlaky: past?.isFlaky ?? false)
        }
        #expect(verdict(failed, history("p").past) == .regression)
        #expect(verdict(passed, history("f").past) == .fixed)
        #expect(verdict(passed, history("pf").past) == .flaky)
        #expect(verdict(failed, history("pfp").past) == .flaky)
        #expect(verdict(passed, history("pfp").past) == .asExpected)
        #expect(verdict(failed, nil) == .new)
    }
}
