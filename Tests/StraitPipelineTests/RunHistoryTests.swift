// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import StraitStore
import StraitSystem
import Synchronization
import TestSupport
import Testing

@testable import StraitPipeline

@Suite("A run and the history")
final class RunHistoryTests {
    private let path = NSTemporaryDirectory() + "strait-history-\(UUID().uuidString)"
    private let notes = Notes()

    /// What was told, on whatever thread.
    private final class Notes: Sendable {
        let all = Mutex<[String]>([])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func history(_ file: String = "history.sqlite") -> RunHistory {
        RunHistory(at: "\(path)/\(file)") { [notes] event in
            if case .note(let text) = event { notes.all.withLock { $0.append(text) } }
        }
    }

    private func run(_ outcome: Outcome, id: String = "t-1", shard: Shard? = nil) throws -> RunDirectory {
        var record = RunRecord(
            id: id, name: "t", started: "2026-11-23T00:00:00Z", configuration: "name: t\n", arguments: [],
            host: .init(name: "desk", system: "Debian 12", cores: 2, memoryMiB: 8192), tools: [:], images: [],
            cells: [.sample("a")], shard: shard)
        history().place(&record)
        let number = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/runs").count) ?? 0
        let directory = try RunDirectory.create(at: "\(path)/runs/\(number)", record: record)
        try directory.write(
            CellResult(
                id: "a", arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid", sha256: "k"),
                requested: [:], outcome: outcome, rung: .log, cause: nil))
        try directory.writeResults(finished: "2026-11-23T01:00:00Z", always: true)
        if shard == nil { history().keep(directory) }
        return directory
    }

    @Test func runsFollowOneAnotherAndKnowWhatWasBefore() throws {
        let first = try run(.passed)
        #expect(first.record.since == nil && first.record.sequence == 1)
        #expect(history().past(before: first.record).isEmpty)
        // Begun within the same second: the id has to be another one all the same.
        let second = try run(.failed)
        #expect(second.record.since == first.record.id && second.record.sequence == 2)
        #expect(second.record.id != first.record.id)
        _ = try run(.passed, id: "t-3")
        // What has come since changes nothing for one that is resumed.
        #expect(
            history().past(before: second.record)["a"]
                == CellPast(
                    before: CellAnswer(
                        .passed, .log, reports: [],
                        answers: CellAnswers(initialization: .good, tests: .absent, log: .good)), isFlaky: false))
        #expect(notes.all.withLock { $0 }.isEmpty)
    }

    @Test func troubleWithTheHistoryIsANoteAndNoMore() throws {
        try FileManager.default.createDirectory(atPath: "\(path)/broken", withIntermediateDirectories: true)
        let broken = history("broken")
        var record = try run(.passed).record
        record.since = "t-0"
        broken.place(&record)
        #expect(broken.past(before: record).isEmpty)
        let said = notes.all.withLock { $0 }
        #expect(said.count == 1 && said[0].contains("cannot open the history"), "\(said)")
    }

    @Test func aRebuildHasWhatTheRunsHadPutThere() throws {
        for outcome in [Outcome.passed, .failed, .failed, .passed] { _ = try run(outcome) }
        _ = try run(.passed, id: "part", shard: Shard(parsing: "1/2"))
        let store = try HistoryStore(at: "\(path)/history.sqlite")
        let before = try store.cells()
        #expect(before.first?.entries.count == 4 && before.first?.flips == 2)
        try Data("{".utf8).write(to: URL(fileURLWithPath: "\(path)/runs/2/run.json"))
        let report = try HistoryRebuild(of: ["\(path)/runs"]).write(to: store)
        #expect(report.runs == 3 && report.problems.count == 1, "\(report.problems)")
        #expect(
            try store.cells().first?.entries.map(\.run) == before.first?.entries.map(\.run).filter { $0 != "t-1-3" })
        #expect(throws: StraitError.self) { _ = try HistoryRebuild(of: ["\(self.path)/nowhere"]) }
    }

    @Test func aRebuildTellsWhatItCannotTakeIn() throws {
        for outcome in [Outcome.passed, .failed, .passed] { _ = try run(outcome) }
        let store = try HistoryStore(at: "\(path)/history.sqlite")
        // A result that broke, and a run that lost its record.
        try Data("{".utf8).write(to: URL(fileURLWithPath: "\(path)/runs/0/cells/a/result.json"))
        try FileManager.default.removeItem(atPath: "\(path)/runs/1/run.json")
        let report = try HistoryRebuild(of: ["\(path)/runs"]).write(to: store)
        #expect(report.runs == 2 && report.problems.count == 2, "\(report.problems)")
        #expect(report.problems.contains { $0.contains("/runs/0/cells/a/result.json is left out") })
        #expect(report.problems.contains { $0.contains("/runs/1 ") && $0.contains("no run.json") })
    }

    @Test func aRebuildFromNothingLeavesTheHistoryAsItWas() throws {
        for outcome in [Outcome.passed, .failed] { _ = try run(outcome) }
        let store = try HistoryStore(at: "\(path)/history.sqlite")
        let before = try store.cells()
        try Data("{".utf8).write(to: URL(fileURLWithPath: "\(path)/runs/1/run.json"))
        let rebuild = try HistoryRebuild(of: ["\(path)/runs/1"])
        let error = #expect(throws: StraitError.self) { _ = try rebuild.write(to: store) }
        #expect(error?.kind == .request && error?.description.contains("run.json") == true)
        #expect(try store.cells() == before)
    }

    /// Another strait may have the history for as long as it takes to bring it up to date. Who waits for it holds no thread of Swift's:
    /// whoever is to be ended by ctrl-C needs one.
    @Test(.timeLimit(.minutes(3))) func runsThatWaitForTheHistoryHoldNobody() async throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        var held = try FileLock.attempt("\(path)/history.sqlite.lock", .exclusive)
        #expect(held != nil)
        let locations = Locations(cache: path, runtime: path, recipes: path, state: path)
        let waiting = (0..<4 * ProcessInfo.processInfo.activeProcessorCount).map { number in
            var request = RunRequest(
                matrix: Matrix(name: "t", kernels: [], cells: [.sample("a")]), configuration: "name: t\n",
                arguments: [],
                output: "\(path)/waiting-\(number)", locations: locations)
            request.keepsHistory = true
            let start = RunStart(
                request: request, images: ImageSet(of: [], for: request.matrix),
                preparation: Preparation(
                    host: FakeLauncher(), capacity: .measured(),
                    files: AsyncLazy { throw StraitError(.infrastructure, "nothing boots here") }, speeds: []))
            return Task { try await start.begin { _ in }.directory.record.sequence }
        }
        let start = ContinuousClock.now
        try await Task.sleep(for: .milliseconds(200))
        held = nil
        var sequences: [Int?] = []
        for task in waiting { sequences.append(try await task.value) }
        #expect(sequences.allSatisfy { $0 == 1 } && held == nil)
        // A strait waits for half a minute.
        #expect(ContinuousClock.now - start < .seconds(25))
    }
}
