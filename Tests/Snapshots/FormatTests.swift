// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore
import StraitSystem
import Testing

/// The files of runs against their JSON Schemas in `docs/schemas/`.
@Suite struct FormatTests {
    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../scripts/validate-run").standardizedFileURL.path

    /// What the validator prints, and how it ends.
    private func validate(_ runs: [String], in scratch: Scratch) throws -> Program.End {
        try Program.run([Self.script] + runs, of: "/usr/bin/python3", in: scratch)
    }

    @Test func everyRecordedRunIsAsTheSchemasSay() throws {
        let nights = try FileManager.default.contentsOfDirectory(atPath: "\(Fixture.root)/nights")
        let runs = (Fixture.samples + Fixture.real).map(Fixture.path) + nights.map { "\(Fixture.root)/nights/\($0)" }
        let end = try validate(runs, in: Scratch())
        #expect(end.code == 0 && end.output.hasSuffix(" 0 with objections\n"), "\(end.output)\(end.errors)")
    }

    /// What this strait writes: every cell of a night with an outcome, a part of it, and the same gone on with.
    @Test(arguments: [nil, "2/3"])
    func whatIsWrittenNowIsAsTheSchemasSay(_ part: String?) throws {
        let scratch = try Scratch()
        let shard = part.flatMap(Shard.init(parsing:))
        let whole = try MachineSnapshots.matrix("nightly")
        let directory = try RunDirectory.create(
            at: "\(scratch.path)/run", record: Written.record(shard?.part(of: whole) ?? whole, shard))
        for (index, cell) in directory.record.cells.enumerated() where index % 7 != 6 {
            try directory.write(Written.result(of: cell, Outcome.allCases[index % Outcome.allCases.count]))
        }
        try directory.writeResults(finished: part == nil ? "2026-11-23T01:00:00Z" : nil, always: true)
        let end = try validate([directory.path], in: scratch)
        #expect(end.code == 0 && end.output.hasSuffix(" 0 with objections\n"), "\(end.output)\(end.errors)")
    }

    /// Every key that these files can have.
    @Test func seriesAndBisectionsAreAsTheSchemasSay() throws {
        let scratch = try Scratch()
        let patch = AppliedPatch(
            name: "[PATCH 1/2] a", sha256: String(repeating: "a", count: 64), number: 1, count: 2, version: 1,
            subject: "a",
            author: "A <a@example.org>", date: "2026-11-23T00:00:00Z", messageID: "p1@example.org")
        var series = SeriesRecord(
            name: "n", kernel: "k", started: "2026-11-23T00:00:00Z", configuration: "c", arguments: ["series"],
            architectures: [.x86_64], patches: [patch])
        let warning = CompilerWarning(file: "mm/a.c", text: "unused")
        series.steps = [
            SeriesStep(
                number: 0, builds: [SeriesStep.Build(architecture: .x86_64, error: "no", warnings: [warning])],
                run: "steps/00",
                again: "steps/00-again", seconds: 1.5),
            SeriesStep(number: 1, refusal: "does not apply", seconds: 0),
        ]
        series.finished = "2026-11-23T01:00:00Z"
        var bisect = BisectRecord(
            name: "n", kernel: "k", started: "2026-11-23T00:00:00Z", configuration: "c", arguments: ["bisect"],
            judged: CellQuestion.allCases, points: [BisectPoint(name: "a"), BisectPoint(name: "b", commit: "0123")])
        bisect.trials = [nil, BisectTrial(hits: 1, boots: 2, skipped: "no")]
        (bisect.isFix, bisect.cells, bisect.changes) = (true, ["a"], ["b"])
        (bisect.needed, bisect.first, bisect.revert, bisect.proof) = (7, 1, BisectTrial(), .impossible)
        bisect.finished = "2026-11-23T01:00:00Z"
        let places = ["series", "bisect"].map { "\(scratch.path)/\($0)" }
        for place in places {
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        }
        try WholeFile.write(try JSON.encode(series), to: "\(places[0])/\(SeriesRecord.fileName)")
        try WholeFile.write(try JSON.encode(bisect), to: "\(places[1])/\(BisectRecord.fileName)")
        let end = try validate(places, in: scratch)
        #expect(end.code == 0 && end.output == "2 files, 0 with objections\n", "\(end.output)\(end.errors)")
    }

    /// A run of an earlier strait that this one goes on with.
    @Test(arguments: Fixture.real)
    func whatIsGoneOnWithIsAsTheSchemasSay(_ name: String) throws {
        let scratch = try Scratch()
        let directory = try RunDirectory.open(at: scratch.copy(of: name), for: .writing)
        let resumed = try directory.replacing(directory.record)
        try resumed.writeResults(finished: nil, always: true)
        let end = try validate([resumed.path], in: scratch)
        #expect(end.code == 0 && end.output.hasSuffix(" 0 with objections\n"), "\(end.output)\(end.errors)")
        #expect(try RunDirectory.open(at: resumed.path).record == directory.record)
    }

    /// Each change to one file of a run, and what is then said of it.
    private static let changes = [
        ("run.json", "\"name\" : \"desk\"", "\"name\" : 7", "$.host.name: 7 is not of type 'string'"),
        ("run.json", "\"id\" :", "\"identity\" :", "'id' is a required property"),
        ("run.json", "\"acceleration\" : \"tcg\"", "\"acceleration\" : \"xen\"", "'xen' is not one of ['tcg', 'kvm']"),
        ("run.json", "\"cores\" : 2", "\"cores\" : 2, \"threads\" : 4", "('threads' was unexpected)"),
        ("results.json", "\"started\" : \"2026-", "\"started\" : \"tomorrow, 2026-", "$.started: 'tomorrow, 2026-"),
        (
            "results.json", "\"outcome\" : \"passed\"", "\"outcome\" : \"well\"",
            "'well' is not one of ['passed', 'failed'"
        ),
        ("cells/CELL/result.json", "\"attempts\" : 1", "\"attempts\" : 0", "0 is less than the minimum of 1"),
        (
            "cells/CELL/result.json", "\"schema\" : \"strait.cell/1\"", "\"schema\" : \"strait.cell/0\"",
            "no schema 'strait.cell/0'"
        ),
        ("cells/CELL/result.json", "\"cause\" :", "\"reason\" :", "'cause' is a required property"),
    ]

    @Test(arguments: changes)
    func whatIsOtherwiseIsToldWithItsPlace(_ change: (file: String, old: String, new: String, told: String)) throws {
        let scratch = try Scratch()
        let run = try scratch.copy(of: "shard-1")
        let cells = try FileManager.default.contentsOfDirectory(atPath: "\(run)/cells").sorted()
        let cell = try #require(cells.first { $0.contains("physBits-36") })
        let path = "\(run)/" + change.file.replacing("CELL", with: cell)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let changed = text.replacing(change.old, with: change.new)
        #expect(changed != text)
        try Data(changed.utf8).write(to: URL(fileURLWithPath: path))
        let end = try validate([run], in: scratch)
        #expect(end.code == 1 && end.output.contains("\(path): "), "\(end.output)\(end.errors)")
        #expect(end.output.contains(change.told), "\(end.output)")
    }

    @Test func aRunThatIsNoneIsToldToo() throws {
        let scratch = try Scratch()
        let end = try validate([scratch.path], in: scratch)
        #expect(end.code == 1 && end.output.contains("run.json: there is no such file"), "\(end.output)\(end.errors)")
    }
}
