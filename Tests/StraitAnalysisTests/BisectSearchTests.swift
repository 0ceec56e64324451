// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import Testing

struct BisectSearchTests {
    @Test func theMiddleComesFirstAndWhatIsSkippedNever() {
        #expect(BisectSearch([.old, nil, nil, nil, .new]).next == 2)
        #expect(BisectSearch([.old, nil, .skipped, nil, .new]).next == 1)
        #expect(BisectSearch([.old, .skipped, .skipped, .skipped, .new]).next == nil)
        #expect(BisectSearch([.old, .skipped, .skipped, .skipped, .new]).candidates == 1...4)
        #expect(BisectSearch([.old, .old, .new, nil, .new]).next == nil)
        #expect(BisectSearch([.old, .old, .new, nil, .new]).candidates == 2...2)
        #expect(BisectSearch([.old, .new]).candidates == 1...1)
    }

    @Test(arguments: [3, 17, 100])
    func everyPointIsFoundInAsManyStepsAsItTakes(_ count: Int) {
        for culprit in 1..<count {
            var answers: [BisectSearch.Answer?] = (0..<count).map { _ in nil }
            (answers[0], answers[count - 1]) = (.old, .new)
            var steps = 0
            while let next = BisectSearch(answers).next {
                answers[next] = next >= culprit ? .new : .old
                steps += 1
            }
            #expect(BisectSearch(answers).candidates == culprit...culprit)
            #expect(1 << max(0, steps - 1) < count)
        }
    }

    /// A point that was taken for one without the change, and shows it when it is booted more often: the search goes back.
    @Test func whatTurnsOutToBeNewMovesTheEnd() {
        let search = BisectSearch([.old, nil, .new, nil, .old, .new])
        #expect(search.firstNew == 2 && search.lastOld == 0 && search.next == 1)
    }

    /// The chance that a kernel with the change shows it in none of the boots.
    @Test(arguments: [(4, 4, 7), (10, 10, 4), (3, 10, 41), (5, 10, 18)])
    func theErrorIsBelowOnePercent(_ hits: Int, _ trials: Int, _ needed: Int) {
        let rate = Rate(hits, of: trials)
        #expect(BisectRepeats.needed(rate) == needed)
        var chance = 1.0
        for _ in 0..<needed { chance *= 1 - rate.interval.lowerBound }
        #expect(chance <= 0.01 && chance / (1 - rate.interval.lowerBound) > 0.01)
    }

    @Test func whatNeverShowedNeedsForever() {
        #expect(BisectRepeats.needed(Rate(0, of: 20)) == nil && BisectRepeats.quick(Rate(0, of: 20)) == nil)
        #expect(BisectRepeats.quick(Rate(4, of: 4)) == 1)
    }
}
