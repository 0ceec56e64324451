// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitStore

@Suite("The history")
struct HistoryTests {
    private func run(_ number: Int, _ outcome: Outcome = .passed, started: String = "2026-11-23T00:00:00Z")
        -> HistoryStore.Run
    {
        var record = Samples.record(["a", "b"])
        record.id = "smoke-\(number)"
        record.started = started
        record.sequence = number
        let cells = ["a", "b"].map { id -> CellResult in
            var result = Samples.result(id)
            result.outcome = id == "a" ? outcome : .passed
            result.kernel.sha256 = "k\(number)"
            result.capacity = Capacity(largestMiB: Mebibytes(256 * number), start: nil)
            return result
        }
        return .init(record: record, finished: nil, cells: cells, directory: "/runs/\(number)")
    }

    @Test func runsAreInTheirOwnOrderWhateverTheClockSaid() throws {
        let scratch = try Scratch()
        let store = try HistoryStore(at: scratch.path + "/deep/history.sqlite")
        try store.keep(run(2, .failed, started: "1999-01-01T00:00:00Z"))
        try store.keep(run(1, started: "2026-11-23T00:00:00Z"))
        try store.keep(run(3, .failed, started: "2038-01-01T00:00:00Z"))
        #expect(try store.runs(of: "smoke").map(\.sequence) == [1, 2, 3])
        let cell = try #require(try store.cells(of: "smoke", id: "a").first)
        #expect(cell.entries.map(\.run) == ["smoke-1", "smoke-2", "smoke-3"])
        #expect(cell.entries[1].sha256 == "k2" && cell.entries[1].outcome == .failed)
        #expect(cell.entries.last?.largestMiB == Mebibytes(768))
        #expect(try store.cells(of: "other").isEmpty)
    }

    @Test func aResumedRunKnowsWhatItKnewWhenItBegan() throws {
        let scratch = try Scratch()
        let store = try HistoryStore(at: scratch.path + "/history.sqlite")
        for number in 1...4 { try store.keep(run(number, number == 4 ? .failed : .passed)) }
        let known = try store.cells(of: "smoke", id: "a", through: "smoke-3")
        #expect(known.first?.entries.map(\.run) == ["smoke-1", "smoke-2", "smoke-3"])
        #expect(try store.cells(of: "smoke", through: "gone").isEmpty)
    }

    @Test func whatAKernelReportedIsKept() throws {
        let scratch = try Scratch()
        let store = try HistoryStore(at: scratch.path + "/history.sqlite")
        var run = run(1, .crashed)
        run.cells[0].reports = ["warning-1", "kasan-2", "warning-1"].map {
            KernelReport(kind: .warning, title: "t", rung: .boot, lines: [], fingerprint: $0)
        }
        try store.keep(run)
        #expect(try store.cells(id: "a")[0].entries[0].answer.reports == ["warning-1", "kasan-2"])
        #expect(try store.cells(id: "b")[0].entries[0].answer.reports == [])
        let answer = try store.cells(id: "a")[0].entries[0].answer
        #expect(answer.outcome == .crashed && answer.rung == .reserve && answer.errno == .erange)
    }

    @Test func aRunIsThereOnceAndAControlNever() throws {
        let scratch = try Scratch()
        let store = try HistoryStore(at: scratch.path + "/history.sqlite")
        var again = run(1)
        try store.keep(again)
        again.cells[0].control = .mustPass
        try store.keep(again)
        #expect(try store.cells().map(\.cell) == ["b"])
        #expect(try store.runs().count == 1)
    }

    @Test func rebuiltItIsTheSameAndABrokenRebuildChangesNothing() throws {
        struct Stop: Error {}
        let scratch = try Scratch()
        let store = try HistoryStore(at: scratch.path + "/history.sqlite")
        let runs = (1...20).map { run($0, $0.isMultiple(of: 3) ? .failed : .passed) }
        for one in runs { try store.keep(one) }
        let before = try store.cells()
        #expect(try store.rebuild(from: runs.reversed()) == 20)
        #expect(try store.cells() == before)
        let twice = runs + [run(1)]
        #expect(try store.rebuild(from: twice) == 21)
        #expect(try store.cells() == before)
        #expect(try store.rebuild(from: [HistoryStore.Run]()) == 0)
        #expect(try store.cells() == before, "nothing takes no history's place")
    }

    @Test func severalWriteAtOnceWithoutAnError() async throws {
        let scratch = try Scratch()
        let path = scratch.path + "/history.sqlite"
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<6 {
                // Each with a connection of its own, as processes have; the first ones make the tables at the same time.
                group.addTask {
                    let store = try HistoryStore(at: path)
                    for number in 1...10 {
                        try store.keep(run(writer * 100 + number))
                        _ = try store.last(of: "smoke")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try HistoryStore(at: path).runs().count == 60)
    }

    @Test func whatIsNoDatabaseIsOneSentence() throws {
        let scratch = try Scratch()
        try scratch.put(String(repeating: "this is no database at all\n", count: 100), "history.sqlite")
        let said = sentence { _ = try HistoryStore(at: scratch.path + "/history.sqlite") }
        #expect(said.contains("cannot open the history") && said.contains("SQLite"), "\(said)")
    }
}
