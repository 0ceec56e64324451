// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitPipeline
import StraitStore
import Testing

/// Runs as strait 0.1.0 left them, with searches, layouts, replays, controls, shards and cells without a result: they stay readable.
@Suite struct SchemaOneTests {
    @Test(arguments: Fixture.real)
    func everyResultIsRead(_ name: String) throws {
        let run = try RunDirectory.open(at: Fixture.path(name))
        let stored = try run.results()
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(run.path)/cells")
            .filter { FileManager.default.fileExists(atPath: "\(run.path)/cells/\($0)/result.json") }
        #expect(stored.problems.isEmpty && !files.isEmpty)
        #expect(Set(stored.cells.map(\.id)) == Set(files))
    }

    @Test func theRunsHoldWhatARunCanHold() throws {
        let whole = try RunDirectory.open(at: Fixture.path("cut-off"))
        let results = try whole.results().cells
        #expect(whole.record.searches?.count == 1 && whole.record.speeds?.count == 3)
        #expect(try !RunReport(of: whole).isFinished)
        #expect(whole.resultCount < 28, "cells without a result")
        #expect(results.contains { $0.control != nil } && results.contains { $0.outcome == .crashed })
        let parts = try ["shard-1", "shard-2"].map { try RunDirectory.open(at: Fixture.path($0)).record }
        #expect(parts.map(\.shard?.index) == [1, 2] && parts[0].whole == parts[1].whole && parts[0].whole != nil)
    }

    /// Two parts become the run that one machine would have made.
    @Test func thePartsAreJoined() throws {
        let scratch = try Scratch()
        let parts = ["shard-1", "shard-2"].map(Fixture.path)
        let end = try Program.run(["merge"] + parts + ["--output", "\(scratch.path)/whole"], in: scratch)
        #expect(end.code == 1 && end.errors.isEmpty, "a regression is in it: \(end.errors)")
        try Snapshot.check(Normal.paths(end.output, scratch), "merged/output.txt")
        try Snapshot.check(scratch.read("whole/results.json"), "merged/results.json")
        let repeated = try Program.run(["compare", "\(scratch.path)/whole", "\(scratch.path)/whole"], in: scratch)
        #expect(repeated.code == 0 && repeated.output.contains("unchanged"), "\(repeated.output)\(repeated.errors)")
    }
}
