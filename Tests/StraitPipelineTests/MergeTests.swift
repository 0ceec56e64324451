// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore
import TestSupport
import Testing

@testable import StraitPipeline

@Suite("Parts of a run, joined")
final class MergeTests {
    private let path = NSTemporaryDirectory() + "strait-merge-\(UUID().uuidString)"
    private let cells = ["e", "d", "c", "b", "a"]

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Which of the cells a part has: every N-th.
    private func places(_ shard: Shard) -> [Int] {
        Array(stride(from: shard.index - 1, to: cells.count, by: shard.count))
    }

    private func record(
        _ shard: Shard?, started: String = "2026-11-23T00:00:00Z", name: String = "m", rules: String = ""
    ) -> RunRecord {
        RunRecord(
            id: "\(name)-\(started.filter { $0 != "-" && $0 != ":" })", name: name, started: started,
            configuration: """
                name: m
                kernels: { k: debian:sid }
                matrix: [{ arch: x86_64 }]
                \(rules)
                """,
            arguments: ["run", "m.yaml"] + (shard.map { ["--shard", "\($0.index)/\($0.count)"] } ?? []),
            host: .init(name: "desk", system: "Debian 12", cores: 2, memoryMiB: 8192), tools: [:], images: [],
            cells: .samples(shard.map { places($0).map { cells[$0] } } ?? cells),
            hasExpectations: !rules.isEmpty, shard: shard,
            places: shard.map(places),
            whole: shard.map { _ in Shard.Whole(of: cells) })
    }

    /// A run with a result and a file for each of its cells.
    private func make(
        _ name: String, _ record: RunRecord, finished: String? = "2026-11-23T01:00:00Z"
    ) throws -> String {
        let directory = try RunDirectory.create(at: "\(path)/\(name)", record: record)
        for id in record.cellIDs.reversed() {
            let result = CellResult(
                id: id, arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
                outcome: .passed, rung: .log, cause: nil)
            try directory.write(result, files: ["dmesg.log": Array("log of \(id)\n".utf8)])
        }
        try directory.writeResults(finished: finished, always: true)
        return directory.path
    }

    private func parts(of count: Int) throws -> [String] {
        try (1...count).map { index in
            let shard = try #require(Shard(parsing: "\(index)/\(count)"))
            return try make("part\(index)", record(shard, started: "2026-11-23T00:00:0\(count - index)Z"))
        }
    }

    @Test("what moved since the last whole run is told, as in one machine's run", arguments: [false, true])
    func verdicts(_ isJudged: Bool) throws {
        let locations = Locations(cache: path, runtime: path, recipes: path, state: "\(path)/state")
        let outcomes = try (0..<2).map { number in
            let hour = "2026-11-23T0\(number + 1):00:00Z"
            let rules = isJudged ? "expect: [{ arch: x86_64, outcome: passed }]" : ""
            let part = try make("only\(number)", record(Shard(parsing: "1/1"), started: hour, rules: rules))
            if number == 1 {
                let directory = try RunDirectory.open(at: part, for: .writing)
                var failed = try #require(try directory.results().cells.first { $0.id == "c" })
                (failed.outcome, failed.rung, failed.errno) = (.failed, .reserve, .erange)
                try directory.write(failed)
                try directory.writeResults(finished: hour, always: true)
            }
            return try Merge(of: [part]).write(to: "\(path)/night\(number)", locations: locations)
        }
        func verdicts(_ outcome: RunOutcome) -> [CellVerdict?] { outcome.results.cells.map(\.verdict) }
        #expect(verdicts(outcomes[0]) == [nil, nil, nil, nil, nil])
        let same = isJudged ? CellVerdict.asExpected : .asBefore
        #expect(verdicts(outcomes[1]) == [same, same, .regression, same, same])
        #expect(try RunDirectory.open(at: "\(path)/night1").record.since == outcomes[0].results.id)
        // Without rules a verdict against the run before changes no exit code.
        #expect(outcomes.allSatisfy { $0.isJudged == isJudged })
        let store = try HistoryStore(at: locations.history)
        #expect(try store.runs().map(\.directory) == outcomes.map(\.directory.path))
    }

    @Test("parts of other cells are no parts of one, although their places have no gap")
    func otherCells() throws {
        // --shard 1/2 of five cells, and --shard 2/2 of the three that another --only left.
        let first = try make("first", record(Shard(parsing: "1/2")))
        var narrow = record(Shard(parsing: "2/2"))
        (narrow.cells, narrow.places) = (.samples(["x", "y"]), [1, 3])
        narrow.whole = Shard.Whole(of: ["w", "x", "y"])
        let second = try make("second", narrow)
        let refused = #expect(throws: StraitError.self) { try Merge(of: [first, second]) }
        #expect(refused?.message.contains("was another --only given?") == true)
        narrow.whole = nil
        let third = try make("third", narrow)
        let old = #expect(throws: StraitError.self) { try Merge(of: [first, third]) }
        #expect(old?.message.contains("does not describe the whole run") == true)
    }

    @Test("what goes wrong halfway leaves nothing, and the same command does it when it is mended")
    func halfway() throws {
        let parts = try parts(of: 2)
        let broken = "\(parts[1])/cells/d/result.json"
        let whole = FileManager.default.contents(atPath: broken)
        try Data("{".utf8).write(to: URL(fileURLWithPath: broken))
        let output = "\(path)/out/whole"
        #expect(throws: StraitError.self) { try Merge(of: parts).write(to: output) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(path)/out") == [])
        // As one that was killed would have left it.
        _ = try RunDirectory.create(at: "\(path)/out/.whole.making-1", record: record(nil))
        try whole?.write(to: URL(fileURLWithPath: broken))
        _ = try Merge(of: parts).write(to: output)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(path)/out") == ["whole"])
        #expect(try RunDirectory.open(at: output).results().cells.count == cells.count)
        let again = #expect(throws: StraitError.self) { try Merge(of: parts).write(to: output) }
        #expect(again?.message == "\(output) holds a run already; name a new directory")
    }

    @Test(
        "they are the run that one machine would have made, in whatever order they are given", arguments: [1, 2, 3, 7])
    func whole(_ count: Int) throws {
        let parts = try parts(of: count)
        let one = try make("one", record(nil))
        for (number, order) in [parts, parts.reversed()].enumerated() {
            let outcome = try Merge(of: order).write(to: "\(path)/whole\(number)")
            #expect(outcome.stopped == nil && outcome.distrust.isEmpty)
            for file in ["results.json", "run.json"]
                + cells.flatMap({ ["cells/\($0)/result.json", "cells/\($0)/dmesg.log"] })
            {
                let merged = FileManager.default.contents(atPath: "\(outcome.directory.path)/\(file)")
                #expect(merged != nil && merged == FileManager.default.contents(atPath: "\(one)/\(file)"), "\(file)")
            }
            #expect(FileManager.default.fileExists(atPath: "\(outcome.directory.path)/report.html"))
        }
    }

    @Test("a part that has not ended leaves the whole open")
    func unfinished() throws {
        let first = try make("a", record(Shard(parsing: "1/2")))
        let second = try make("b", record(Shard(parsing: "2/2")), finished: nil)
        let outcome = try Merge(of: [first, second]).write(to: "\(path)/whole")
        #expect(outcome.stopped == "a part of the run has not ended" && outcome.results.finished == nil)
    }

    @Test("what is no whole run is refused, with what is missing")
    func refused() throws {
        let parts = try parts(of: 3)
        let one = try make("one", record(nil))
        let other = try make("other", record(Shard(parsing: "3/3"), name: "other"))
        func sentence(_ paths: [String]) -> String? {
            #expect(throws: StraitError.self) { try Merge(of: paths) }?.message
        }
        #expect(sentence([parts[1]]) == "parts are missing: 1/3, 3/3")
        #expect(sentence([parts[0], one]) == "\(one) is a whole run, not a part of one (--shard)")
        #expect(sentence([parts[0], parts[1], parts[0]]) == "\(parts[0]) and \(parts[0]) are both part 1")
        #expect(sentence([parts[0], parts[1], other]) == "\(other) and \(parts[0]) are not parts of one run")
    }
}
