// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore
import TestSupport
import Testing

@testable import StraitPipeline

/// What a run comes to when nothing more will come.
@Suite final class RunEndTests {
    private let path = NSTemporaryDirectory() + "strait-end-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func directory(_ cells: [String]) throws -> RunDirectory {
        try RunDirectory.create(
            at: path,
            record: RunRecord(
                id: "t-1", name: "t", started: "2026-11-23T00:00:00Z", configuration: "", arguments: [],
                host: .init(name: "desk", system: "Debian 12", cores: 2, memoryMiB: 8192), tools: [:], images: [],
                cells: .samples(cells)))
    }

    private func result(_ id: String) -> CellResult {
        CellResult(
            id: id, arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
            outcome: .passed, rung: .log, cause: nil)
    }

    private func outcome(_ directory: RunDirectory, stopped: String? = nil) throws -> RunOutcome {
        let history = RunHistory(at: nil) { _ in }
        let results = try RunEnd(directory: directory, history: history).write(
            finished: stopped == nil ? "2026-11-23T01:00:00Z" : nil)
        return RunOutcome(directory, results, stopped: stopped)
    }

    @Test func aRunWithAllOfItsResultsLacksNothing() throws {
        let directory = try directory(["a", "b"])
        for id in ["b", "a"] { try directory.write(result(id)) }
        let whole = try outcome(directory)
        #expect(whole.missing.isEmpty && whole.results.cells.map(\.id) == ["a", "b"])
        #expect(try directory.finished() == "2026-11-23T01:00:00Z")
        #expect(FileManager.default.fileExists(atPath: "\(path)/report.html"))
    }

    /// Killed before its next cell has ended, it must not look like one that has ended without that cell.
    @Test func aRunThatIsGoneOnWithHasNotEnded() throws {
        let directory = try directory(["a", "b"])
        try directory.reopen()
        #expect(!FileManager.default.fileExists(atPath: "\(path)/results.json"), "a new one has nothing to take back")
        for id in ["a", "b"] { try directory.write(result(id)) }
        _ = try outcome(directory)
        try directory.reopen()
        _ = try directory.cellDirectory("b", emptied: true)
        #expect(try directory.finished() == nil && directory.results().cells.map(\.id) == ["a"])
        #expect(try !RunReport(of: directory).isFinished)
        // What was left broken is written anew.
        try Data("[".utf8).write(to: URL(fileURLWithPath: "\(path)/results.json"))
        try directory.reopen()
        #expect(try directory.finished() == nil)
    }

    /// A run that has ended without a cell's result is not a green one, whatever the others say.
    @Test func aResultThatIsNotThereIsMissed() throws {
        let directory = try directory(["a", "b"])
        for id in ["b", "a"] { try directory.write(result(id)) }
        try Data("{".utf8).write(to: URL(fileURLWithPath: "\(path)/cells/b/result.json"))
        #expect(try outcome(directory).missing == ["b"])
        // One that was stopped says so itself.
        #expect(try outcome(directory, stopped: "interrupted").missing.isEmpty)
        try Data("[".utf8).write(to: URL(fileURLWithPath: "\(path)/results.json"))
        #expect(throws: StraitError.self) { try directory.finished() }
    }
}
