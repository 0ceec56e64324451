// SPDX-License-Identifier: Apache-2.0

import StraitPipeline
import StraitStore
import Testing

/// Two kernels of a run and two runs, held against each other.
@Suite struct ComparisonSnapshots {
    private static let tester = "A Tester <tester@example.org>"
    private static let requests = [
        "kernels": ["trouble", "--base", "base", "--candidate", "patched"], "nights": ["before", "trouble"],
        "same": ["shard-2", "shard-2"], "distrusted": ["judged", "distrusted"],
    ]

    private func arguments(_ name: String) throws -> [String] {
        try #require(Self.requests[name]).map {
            Fixture.samples.contains($0) || Fixture.real.contains($0) ? Fixture.path($0) : $0
        }
    }

    @Test(arguments: [("kernels", Int32(1)), ("nights", 1), ("same", 0), ("distrusted", 3)])
    func whatTheCommandPrints(_ name: String, _ code: Int32) throws {
        let scratch = try Scratch()
        let formats = ["txt": [], "json": ["--json"], "mail": ["--format", "mail", "--tester", Self.tester]]
        for (suffix, options) in formats {
            let end = try Program.run(["compare"] + arguments(name) + options, in: scratch)
            // A mail speaks of an attachment, so the user is told of it.
            let isQuiet = suffix == "mail" ? end.errors.hasPrefix("note: attach ") : end.errors.isEmpty
            #expect(end.code == code && isQuiet, "\(name) \(options): \(end.errors)")
            try Snapshot.check(Normal.paths(end.output), "compare/\(name).\(suffix)")
        }
    }

    @Test func aWideTableInColour() throws {
        let run = try RunDirectory.open(at: Fixture.path("trouble"))
        let comparison = try RunComparison(run, baseKernel: "base", candidateKernel: "patched")
        try Snapshot.check(comparison.table(width: 120, colour: true), "compare/kernels-colour.txt")
    }

    @Test func onlyTheQuestionsThatAreJudgedDecide() throws {
        let scratch = try Scratch()
        let run = try arguments("kernels")
        for (judged, code) in [("initialization", Int32(1)), ("log", 1), ("tests,log", 1)] {
            let end = try Program.run(["compare"] + run + ["--judge", judged, "--format", "json"], in: scratch)
            #expect(end.code == code, "\(end.errors)")
            #expect(end.output.contains("Judged by "), "\(end.output.prefix(300))")
        }
        let wrong = try Program.run(["compare"] + run + ["--judge", "speed"], in: scratch)
        #expect(wrong.code == 2 && wrong.errors.contains("--judge"), "\(wrong.errors)")
    }

    @Test func theConfigurationIsThereToBeAttached() throws {
        let scratch = try Scratch()
        let directory = "\(scratch.path)/attached"
        let end = try Program.run(
            ["compare"] + arguments("kernels") + ["--format", "mail", "--attachments", directory], in: scratch)
        #expect(end.output.contains("(nightly.yaml is attached)"), "\(end.output)")
        let record = try RunDirectory.open(at: Fixture.path("trouble")).record
        #expect(try scratch.read("attached/nightly.yaml") == Array(record.configuration.utf8))
    }
}
