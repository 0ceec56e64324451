// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitReport

/// What a bisection knows so far.
struct BisectProgress {
    /// What is written.
    var record: BisectRecord
    /// The most boots of one kernel.
    let most: Int
    /// The good end's answers.
    var reference: ComparisonSide?
    /// The cells that show the change, by their ids.
    var cells: Set<String> = []
    /// How many boots each point has, with an answer or without.
    var booted: [Int: Int] = [:]

    /// The fewest boots of the bad end.
    static let least = 4
    /// The fewest of them that show a change that does not show in all.
    private static let leastHits = 3

    /// How often the bad end showed the change.
    var seen: Rate {
        let trial = record.trials[record.trials.count - 1] ?? BisectTrial()
        return Rate(trial.hits, of: trial.boots)
    }

    /// Whether the bad end has to be booted more often before its rate is known well enough.
    var needsMore: Bool {
        if seen.trials < Self.least { return true }
        let isKnown = seen.hits >= Self.leastHits && (BisectRepeats.needed(seen) ?? .max) <= most
        return seen.hits < seen.trials && !isKnown && seen.trials < most
    }

    /// Boots that prove that a kernel does not have it.
    var needed: Int { record.needed ?? most }
    /// Boots for a first look.
    var quick: Int { min(BisectRepeats.quick(seen) ?? most, needed) }

    /// What follows from all boots.
    var search: BisectSearch {
        BisectSearch(
            record.trials.map { trial in
                guard let trial else { return nil }
                if trial.skipped != nil { return .skipped }
                return trial.hits > 0 ? .new : trial.boots > 0 ? .old : nil
            })
    }

    /// Whether a point was booted so often that it does not have the change.
    func isCertain(_ point: Int) -> Bool { (record.trials[point]?.boots ?? 0) >= needed }

    /// Whether the good end has answers that others can be held against.
    var isReference: Bool { reference.flatMap { comparison(with: $0) }.map { $0.verdict == .unchanged } ?? false }

    /// Takes a boot of the bad end as what is sought; false if it answers as the good end, or has no answer, which is not counted.
    mutating func begin(with side: ComparisonSide) -> Bool {
        guard let comparison = comparison(with: side), comparison.verdict != .inconclusive else { return false }
        let verdict = comparison.verdict
        let boots = seen.trials + 1
        guard verdict == .broke || verdict == .fixed else {
            record.trials[record.trials.count - 1] = BisectTrial(boots: boots)
            return false
        }
        record.isFix = verdict == .fixed
        cells = Set(comparison.pairs.filter { $0.verdict == verdict }.compactMap { $0.candidate?.id })
        record.cells = cells.sorted()
        record.changes = ChangeSentences.of(comparison)
        record.trials[record.trials.count - 1] = BisectTrial(hits: 1, boots: boots)
        return true
    }

    /// Whether a boot shows the change; nil if it has no answer.
    func shows(_ side: ComparisonSide) -> Bool? {
        guard let comparison = comparison(with: side) else { return nil }
        let verdicts = comparison.pairs.filter { pair in pair.candidate.map { cells.contains($0.id) } ?? false }.map(
            \.verdict)
        let sought = record.isFix == true ? PairVerdict.fixed : .broke
        if verdicts.contains(sought) { return true }
        return verdicts.isEmpty || verdicts.contains(.inconclusive) ? nil : false
    }

    /// Counts a boot of a point; false if it had no answer.
    @discardableResult
    mutating func count(_ side: ComparisonSide, at point: Int) -> Bool {
        guard let isHit = shows(side) else { return false }
        var trial = record.trials[point] ?? BisectTrial()
        trial.boots += 1
        trial.hits += isHit ? 1 : 0
        record.trials[point] = trial
        return true
    }

    private func comparison(with side: ComparisonSide) -> Comparison? {
        guard let reference else { return nil }
        let comparison = Comparison(base: reference, candidate: side, judged: record.judged)
        return comparison.distrust.isEmpty && comparison.hasCommonCells ? comparison : nil
    }
}
