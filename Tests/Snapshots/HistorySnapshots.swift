// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import StraitReport
import StraitStore
import Testing

@testable import StraitPipeline

/// What strait tells of many nights.
@Suite struct HistorySnapshots {
    @Test func theHistoryOfNights() throws {
        let scratch = try Scratch()
        let rebuilt = try Program.run(["history", "rebuild", "\(Fixture.root)/nights"], in: scratch)
        #expect(rebuilt.code == 0 && rebuilt.errors.isEmpty, "\(rebuilt.errors)")
        let calls = [
            "rebuilt.txt": ["rebuild", "\(Fixture.root)/nights"], "overview.txt": [], "flaky.txt": ["--flaky"],
            "history.json": ["--json"],
            "cell.txt": ["x86_64,stock,physBits-40,kaslr-off"],
            "flaky-cell.txt": ["x86_64,stock,physBits-40,kaslr-random"],
        ]
        for (name, arguments) in calls {
            let end = try Program.run(["history"] + arguments, in: scratch)
            #expect(end.code == 0 && end.errors.isEmpty, "\(end.errors)")
            try Snapshot.check(Normal.paths(end.output), "history/\(name)")
        }
    }

    @Test func theHistoryInColour() throws {
        let scratch = try Scratch()
        let locations = Locations(cache: scratch.path, runtime: scratch.path, recipes: scratch.path)
        _ = try HistoryRebuild(of: ["\(Fixture.root)/nights"]).write(to: HistoryStore(at: locations.history))
        let view = try HistoryView(locations, configuration: nil, cell: nil)
        try Snapshot.check(view.text(width: 100, colour: true), "history/overview-colour.txt")
    }

    /// A night in which something of everything happened.
    @Test func whatIsToldOfANight() throws {
        var summary = NightSummary(
            configuration: "nightly", run: "nightly-20261123T001500Z", night: 23, directory: "/nights/000023",
            planned: 15)
        summary.since = 22
        summary.counts = [.passed: 9, .failed: 3, .crashed: 1, .infrastructure: 1]
        let passed = CellAnswer(.passed, .log)
        func moved(_ cell: String, _ before: CellAnswer, _ now: CellAnswer) -> NightSummary.Moved {
            .init(cell: cell, before: before, now: now, reproduction: "strait repro --arch x86_64 --kaslr seed:7")
        }
        try check(summary, "quiet")
        summary.broke = [moved("x86_64,stock,physBits-46", passed, CellAnswer(.failed, .reserve, errno: .erange))]
        let warned = CellAnswer(.crashed, .`init`, reports: ["warning-0123456789abcdef"])
        summary.fixed = [moved("aarch64,stock,kaslr-off", warned, passed)]
        summary.inconclusive = [moved("ppc64le,stock,mmu-hash", passed, CellAnswer(.infrastructure, .boot))]
        summary.undecided = 1
        summary.regressed = [
            Surprise(
                cell: "aarch64,stock,kaslr-random", verdict: .regression, answer: CellAnswer(.hung, .boot),
                expectation: nil)
        ]
        summary.unexpected = [
            Surprise(
                cell: "x86_64,stock,physBits-52", verdict: .new,
                answer: CellAnswer(.crashed, .`init`, reports: ["bug-0123456789abcdef"]), expectation: nil)
        ]
        summary.notes = ["the kernels could not be updated: \u{1b}[2Jthe mirror does not answer"]
        summary.pruned = [1, 2]
        summary.open = 2
        try check(summary, "worse")
        summary.stopped = "interrupted"
        summary.distrust = [
            .control(
                .mustPass, cell: "x86_64,stock,control-must-pass",
                answer: CellAnswer(.failed, .reserve, errno: .erange), cause: nil)
        ]
        try check(summary, "distrusted")
    }

    private func check(_ summary: NightSummary, _ name: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try Snapshot.check([UInt8](encoder.encode(NightDocument(summary))), "night/\(name).json")
        try Snapshot.check(NightMail.text(summary), "night/\(name).mail")
    }
}
