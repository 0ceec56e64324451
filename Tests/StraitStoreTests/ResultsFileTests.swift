// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import Testing

@testable import StraitStore

@Suite struct ResultsFileTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func results() throws -> RunResults {
        try JSONDecoder().decode(RunResults.self, from: Data(scratch.text("run/results.json").utf8))
    }

    @Test func itIsThereFromTheFirstCellAndWholeAtTheEnd() throws {
        let run = try RunDirectory.create(at: scratch.path + "/run", record: Samples.record())
        #expect(try run.writeResults(finished: nil))
        #expect(try results() == RunResults(id: run.record.id, started: run.record.started, finished: nil, cells: []))
        for id in ["c", "a", "b"] { try run.write(Samples.result(id)) }
        #expect(try !run.writeResults(finished: nil), "not again at once")
        #expect(try run.writeResults(finished: nil, always: true))
        #expect(try run.writeResults(finished: "2026-11-23T00:05:00Z"))
        let expected = ["a", "b", "c"].map { RunJSON.rounded(Samples.result($0)) }
        #expect(
            try results()
                == RunResults(
                    id: run.record.id, started: run.record.started, finished: "2026-11-23T00:05:00Z", cells: expected))
    }

    @Test func itHasTheBytesThatTheEncoderWouldWrite() throws {
        let run = try RunDirectory.create(at: scratch.path + "/run", record: Samples.record())
        for id in ["a", "b"] { try run.write(Samples.result(id)) }
        try run.writeResults(finished: "2026-11-23T00:05:00Z")
        #expect(try Array(scratch.text("run/results.json").utf8) == JSON.encode(results()))
    }

    /// What a search found follows from the results of its own cells, and no others are read for it.
    @Test func whatSearchesFoundIsTheLastField() throws {
        var record = Samples.record()
        record.searches = [
            Search(
                axis: "physBits", name: "x86_64",
                candidates: [.init(cell: "a", value: .integer(36)), .init(cell: "b", value: .integer(37))])
        ]
        let run = try RunDirectory.create(at: scratch.path + "/run", record: record)
        for id in ["a", "b", "c"] { try run.write(Samples.result(id)) }
        let found = SearchResult(
            axis: "physBits", name: "x86_64", state: .noChange, below: nil, above: nil, booted: 2, values: 2, notes: [])
        try run.writeResults(finished: "2026-11-23T00:05:00Z") { results in
            #expect(results.map(\.id).sorted() == ["a", "b"])
            return [found]
        }
        #expect(try results().searches == [found])
        #expect(try results().cells.map(\.id) == ["a", "b", "c"])
    }

    @Test func aResumedRunKeepsWhatItHad() throws {
        let path = scratch.path + "/run"
        try RunDirectory.create(at: path, record: Samples.record()).write(Samples.result("b"))
        let run = try RunDirectory.open(at: path, for: .writing)
        #expect(try run.results().cells.map(\.id) == ["b"])
        try run.write(Samples.result("a"))
        try run.writeResults(finished: nil)
        #expect(try results().cells.map(\.id) == ["a", "b"])
    }

    @Test func rewritesAreBoundedByTimeAndByTheirOwnCost() {
        let now = ContinuousClock.now
        #expect(Publication().isDue(at: now))
        #expect(!Publication(last: now, cost: .zero).isDue(at: now + .seconds(1)))
        #expect(Publication(last: now, cost: .zero).isDue(at: now + .seconds(2)))
        #expect(!Publication(last: now, cost: .seconds(1)).isDue(at: now + .seconds(19)))
        #expect(Publication(last: now, cost: .seconds(1)).isDue(at: now + .seconds(20)))
    }

    @Test func cellsThatFinishAtOnceAreAllThere() async throws {
        let ids = (0..<64).map { "cell-\($0)" }
        let run = try RunDirectory.create(at: scratch.path + "/run", record: Samples.record(ids))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in ids {
                group.addTask {
                    try run.write(Samples.result(id), files: ["console.log": Array(id.utf8)])
                    try run.writeResults(finished: nil)
                }
            }
            try await group.waitForAll()
        }
        try run.writeResults(finished: "2026-11-23T00:05:00Z")
        #expect(try results().cells.map(\.id) == ids)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: run.path).sorted() == [
                ".lock", "cells", "results.json", "run.json",
            ])
    }
}
