// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore

/// What is done once a night has run: comparison, reports, pruning. Trouble with one of them is told and stops none of the others.
struct NightClosing {
    let request: NightRequest
    let nights: Nights
    let night: Nights.Night
    let outcome: RunOutcome

    func summary(_ notes: [String]) throws -> NightSummary {
        var summary = facts
        summary.notes = notes
        var before: Nights.Night?
        let compared: Void? = attempt(&summary) { summary in
            before = try comparable()
            if let before { try compare(before, &summary) }
        }
        summary.isUncompared = compared == nil
        summary.regressed = regressed(but: summary.broke)
        attempt(&summary) { _ in try report(before) }
        attempt(&summary) { summary in
            // Opened anew: the run has its own, and the history of before this night is not what counts.
            let store = try HistoryStore(at: request.locations.history)
            summary.pruned = try NightPruning(settings: request.settings, store: store)
                .prune(nights.all(), but: before, configuration: request.matrix.name, now: .now)
        }
        attempt(&summary) { _ in try index() }
        return summary
    }

    private var facts: NightSummary {
        let cells = outcome.results.cells
        let asked = cells.filter { $0.control == nil }
        var counts = Dictionary(asked.map { ($0.outcome.rawValue, 1) }, uniquingKeysWith: +)
        counts["planned"] = outcome.directory.record.cells.count
        var summary = NightSummary(
            configuration: request.matrix.name, run: outcome.directory.record.id, night: night.number,
            directory: outcome.directory.path, since: nil, counts: counts)
        summary.unexpected = outcome.isJudged ? cells.compactMap(\.surprise) : []
        summary.stopped = outcome.stopped
        summary.distrust = outcome.distrust
        summary.open =
            asked.count { !$0.outcome.isVerdictOnKernel && $0.outcome != .unsupported } + outcome.missing.count
        return summary
    }

    /// The last night before this one that is whole, can be trusted and has a cell in common with it.
    private func comparable() throws -> Nights.Night? {
        // Controls are not compared, so nights that have only these in common are not either.
        let cells = Set(outcome.directory.record.cells.filter { $0.control == nil }.map(\.id))
        return try nights.all().last { other in
            guard other.number < night.number, try other.isComplete() else { return false }
            let run = try other.open()
            return try !cells.isDisjoint(with: run.record.cellIDs) && Self.isTrusted(run)
        }
    }

    private static func isTrusted(_ run: RunDirectory) throws -> Bool {
        try run.record.objections(to: run.results().cells, ended: true).isEmpty
    }

    /// The results of a night that came to its end and can be trusted. One that cannot be read says nothing either: what is open without
    /// it stays open, and all else of this night can be compared.
    private static func evidence(of night: Nights.Night) -> [CellResult] {
        guard let run = try? night.open(), (try? night.isComplete()) == true, (try? isTrusted(run)) == true else {
            return []
        }
        return (try? run.results().cells) ?? []
    }

    /// A night with the verdicts of earlier ones in the place of those that it has none on: what a cell lost meanwhile is lost.
    private func side(of before: Nights.Night) throws -> ComparisonSide {
        let run = try before.open()
        var known = Dictionary(try run.results().cells.map { ($0.id, $0) }) { first, _ in first }
        func isOpen(_ id: String) -> Bool {
            guard let outcome = known[id]?.outcome else { return true }
            return outcome == .infrastructure || outcome == .invalid
        }
        var open = Set(run.record.cells.filter { isOpen($0.id) && $0.control == nil }.map(\.id))
        for other in try nights.all().reversed() where other.number < before.number && !open.isEmpty {
            for result in Self.evidence(of: other) where open.contains(result.id) && result.outcome.isVerdictOnKernel {
                known[result.id] = result
                open.remove(result.id)
            }
        }
        return ComparisonSide(record: run.record, results: Array(known.values))
    }

    private func compare(_ before: Nights.Night, _ summary: inout NightSummary) throws {
        let comparison = Comparison(
            base: try side(of: before),
            candidate: ComparisonSide(record: outcome.directory.record, results: outcome.results.cells))
        func moved(_ verdict: Comparison.PairVerdict) -> [NightSummary.Moved] {
            comparison.pairs.filter { $0.verdict == verdict }.map { pair in
                NightSummary.Moved(
                    cell: pair.name, before: Self.said(pair.base), now: Self.said(pair.candidate),
                    reproduction: pair.candidate?.reproduction)
            }
        }
        summary.since = before.number
        (summary.broke, summary.fixed) = (moved(.broke), moved(.fixed))
        // A cell that this night did not come to has been told as such.
        summary.inconclusive = moved(.inconclusive).filter { $0.now != Self.said(nil) }
        summary.undecided = undecided(comparison)
    }

    /// How many cells may do worse than before although nothing tells: the last night has no verdict on them, or this one has lost it.
    private func undecided(_ comparison: Comparison) -> Int {
        let known = outcome.results.cells.filter { $0.verdict == .asExpected || $0.verdict == .flaky }
        let settled = Set((known + outcome.results.cells.filter { $0.outcome == .passed }).map(\.id))
        return comparison.pairs.count { pair in
            guard pair.verdict == .inconclusive, let candidate = pair.candidate else { return false }
            return candidate.outcome != nil && !settled.contains(candidate.id)
        }
    }

    /// What the history knows to have passed and the last night does not: one without a verdict must not make a failure look old.
    private func regressed(but broke: [NightSummary.Moved]) -> [String] {
        let told = Set(broke.map(\.cell))
        return outcome.results.cells
            .filter { $0.verdict == .regression && $0.expectation == nil && !told.contains($0.id) }
            .compactMap(\.surprise)
    }

    private static func said(_ side: Comparison.Side?) -> String {
        guard let outcome = side?.outcome, let rung = side?.rung else { return "no result" }
        return CellAnswer(outcome, rung, errno: side?.errno).description
    }

    /// The page again, with what moved since the night before.
    private func report(_ before: Nights.Night?) throws {
        let page = try RunReport(of: outcome.directory, against: before.map { [try $0.open()] } ?? [])
        try outcome.directory.write(page.html, named: RunReport.fileName)
    }

    private func index() throws {
        let page = try RunIndex(of: nights.root).html
        do {
            try Data(page).write(to: URL(fileURLWithPath: "\(nights.root)/\(RunIndex.fileName)"), options: .atomic)
        } catch {
            throw StraitError(
                .infrastructure, "cannot write the index of \(nights.root)", cause: error.localizedDescription)
        }
    }

    @discardableResult
    private func attempt<Value>(_ summary: inout NightSummary, _ body: (inout NightSummary) throws -> Value) -> Value? {
        do {
            return try body(&summary)
        } catch {
            summary.notes.append((error as? StraitError)?.description ?? "\(error)")
            return nil
        }
    }

    private func attempt<Value>(_ summary: inout NightSummary, _ body: () throws -> Value) -> Value? {
        attempt(&summary) { _ in try body() }
    }
}
