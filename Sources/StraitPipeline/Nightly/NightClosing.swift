// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import StraitReport
import StraitStore
import StraitSystem

/// What follows a night: comparison, reports and pruning. A failed step is reported and does not stop the others.
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
        summary.takeRegressions(of: outcome.results.cells)
        attempt(&summary) { _ in try report(before) }
        attempt(&summary) { summary in
            // Opened again, because the results of this night are in it now.
            let store = try HistoryStore(at: request.locations.history)
            summary.pruned = try NightPruning(settings: request.settings, store: store)
                .prune(nights.all(), but: before, configuration: request.matrix.name, now: .now)
        }
        attempt(&summary) { _ in try index() }
        return summary
    }

    private var facts: NightSummary {
        var summary = NightSummary(
            of: outcome.directory.record, night: night.number, directory: outcome.directory.path,
            results: outcome.results.cells, missing: outcome.missing.count, isJudged: outcome.isJudged)
        summary.stopped = outcome.stopped
        summary.distrust = outcome.distrust
        return summary
    }

    /// The last earlier night that is complete, can be trusted, and shares a cell with this one.
    private func comparable() throws -> Nights.Night? {
        // Controls are not compared, so nights must share another cell.
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

    /// The results of a complete night that can be trusted. An unreadable one is reported; its cells stay without a
    /// verdict, and the rest is compared.
    private static func evidence(of night: Nights.Night, _ notes: inout [String]) -> [CellResult] {
        do {
            let run = try night.open()
            guard try night.isComplete(), try isTrusted(run) else { return [] }
            return try run.results().cells
        } catch {
            notes.append(
                "night \(night.number) cannot be read and is left out: \(Unforeseen.sentence(of: error))")
            return []
        }
    }

    private func compare(_ before: Nights.Night, _ summary: inout NightSummary) throws {
        let run = try before.open()
        var notes: [String] = []
        let earlier = try nights.all().reversed().lazy.filter { $0.number < before.number }
            .map { Self.evidence(of: $0, &notes) }
        let comparison = Comparison(
            base: ComparisonSide(record: run.record, results: try run.results().cells, filledFrom: earlier),
            candidate: ComparisonSide(record: outcome.directory.record, results: outcome.results.cells))
        summary.notes += notes
        summary.take(comparison, since: before.number, results: outcome.results.cells)
    }

    /// Writes the page again, with the changes since the earlier night.
    private func report(_ before: Nights.Night?) throws {
        let page = try RunReport(of: outcome.directory, against: before.map { [try $0.open()] } ?? [])
        try outcome.directory.write(page.html, named: RunReport.fileName)
    }

    private func index() throws {
        let page = try RunIndex(of: nights.root).html
        try WholeFile.write(page, to: "\(nights.root)/\(RunIndex.fileName)")
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
