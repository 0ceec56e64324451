// SPDX-License-Identifier: Apache-2.0

import Foundation
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
            since: 22, counts: ["passed": 9, "failed": 3, "crashed": 1, "infrastructure": 1, "planned": 15])
        func moved(_ cell: String, _ before: String, _ now: String) -> NightSummary.Moved {
            .init(cell: cell, before: before, now: now, reproduction: "strait repro --arch x86_64 --kaslr seed:7")
        }
        try check(summary, "quiet")
        summary.broke = [moved("x86_64,stock,physBits-46", "passed", "failed at reserve (ERANGE)")]
        summary.fixed = [moved("aarch64,stock,kaslr-off", "crashed at init (warning)", "passed")]
        summary.inconclusive = [moved("ppc64le,stock,mmu-hash", "passed", "infrastructure at boot")]
        summary.undecided = 1
        summary.regressed = ["regression: aarch64,stock,kaslr-random: hung at boot, passed before"]
        summary.unexpected = ["new: x86_64,stock,physBits-52: crashed at init (bug), nothing expected"]
        summary.notes = ["the kernels could not be updated: \u{1b}[2Jthe mirror does not answer"]
        summary.pruned = [1, 2]
        summary.open = 2
        try check(summary, "worse")
        summary.stopped = "interrupted"
        summary.distrust = ["the control must-pass came to failed at reserve (ERANGE)"]
        try check(summary, "distrusted")
    }

    private func check(_ summary: NightSummary, _ name: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try Snapshot.check([UInt8](encoder.encode(summary)), "night/\(name).json")
        try Snapshot.check(NightMail.text(summary), "night/\(name).mail")
    }
}
