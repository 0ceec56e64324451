// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitConfig
import StraitModel
import StraitReport
import StraitStore
import TestSupport
import Testing

@testable import StraitPipeline

/// What nights come to, one after the other, with the history that a run keeps.
@Suite("What nights come to")
final class NightVerdictTests {
    private let path = NSTemporaryDirectory() + "strait-night-\(UUID().uuidString)"
    private var locations: Locations { Locations(cache: path, runtime: path, recipes: path, state: "\(path)/state") }
    private var nights: Nights { Nights(root: "\(path)/nights") }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A night of one cell that ended so, with or without a rule that expects it to, and of a control that has to pass.
    private func night(
        _ outcome: Outcome, _ rung: Rung = .log, expected: Outcome? = nil, control: Outcome = .passed
    ) throws -> NightSummary {
        let night = try nights.next()
        let matrix = Matrix(
            name: "t", kernels: [], cells: [],
            expectations: expected.map { [ExpectationRule(CellMatch([]), CellExpectation([$0]))] } ?? [])
        let history = RunHistory(at: locations.history) { _ in }
        var record = RunRecord(
            id: "t-\(night.number)", name: "t", started: "2026-11-23T00:00:00Z", configuration: "name: t\n",
            arguments: [], host: .init(name: "desk", system: "Debian 12", cores: 2, memoryMiB: 8192), tools: [:],
            images: [], cells: [.sample("a"), Control.mustPass.cell(kernel: "k")])
        history.place(&record)
        let directory = try RunDirectory.create(at: night.path, record: record)
        let result = CellResult(
            id: "a", arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid", sha256: "k\(night.number)"),
            requested: [:], outcome: outcome, rung: rung, cause: nil)
        let cell = Cell(
            architecture: .x86_64, kernel: "k", requested: [:], workload: WorkloadRequest(deviceMemory: [], suites: []))
        let past = history.past(before: record)["a"]
        var judged = matrix.judged(result, of: cell, past: past)
        judged.id = "a"
        try directory.write(judged)
        var known = result
        (known.id, known.control, known.outcome) = (record.cellIDs[1], .mustPass, control)
        try directory.write(known)
        let results = try RunEnd(directory: directory, history: history).write(finished: "2026-11-23T01:00:00Z")
        let request = NightRequest(
            matrix: matrix, configuration: "name: t\n", settings: NightlySettings(), arguments: [], root: nights.root,
            locations: locations)
        return try NightClosing(
            request: request, nights: nights, night: night,
            outcome: RunOutcome(directory, results, stopped: nil, isJudged: expected != nil)
        ).summary([])
    }

    @Test("a kernel that lost its support is not good, and one that gained it is no trouble")
    func support() throws {
        #expect(try night(.passed).verdict == .good)
        let lost = try night(.unsupported, .host)
        #expect(lost.verdict == .noVerdict && lost.inconclusive.count == 1 && lost.hasChanged, "\(lost.line)")
        #expect(try night(.unsupported, .host).verdict == .good, "told once")
        let gained = try night(.passed)
        #expect(gained.verdict == .good && gained.inconclusive.count == 1 && gained.hasChanged, "\(gained.line)")
    }

    @Test("a night without a verdict does not make a regression look old", arguments: [false, true])
    func regression(isPruned: Bool) throws {
        _ = try night(.passed)
        #expect(try night(.infrastructure, .boot).verdict == .noVerdict)
        if isPruned { try FileManager.default.removeItem(atPath: "\(nights.root)/000001") }
        let third = try night(.failed, .reserve)
        #expect(third.verdict == .worse && third.since == 2, "\(third.line)")
        #expect(third.broke.map(\.before?.description) == (isPruned ? [] : ["passed"]))
        #expect(third.broke.map(\.before?.answers?.initialization) == (isPruned ? [] : [.good]))
        // The history knows what the directories know no longer.
        let told = "Regressed since an earlier night:\n  regression: a: failed at reserve"
        #expect(NightMail.text(third).contains(told) == isPruned && third.regressed.isEmpty != isPruned)
        let fourth = try night(.failed, .reserve)
        #expect(fourth.verdict == .good && !fourth.hasChanged, "\(fourth.line)")
    }

    @Test("an old night that cannot be read leaves open what only it could tell, and nothing else")
    func unreadable() throws {
        _ = try night(.passed)
        try Data("[".utf8).write(to: URL(fileURLWithPath: "\(nights.root)/000001/results.json"))
        _ = try night(.infrastructure, .boot)
        let third = try night(.passed)
        #expect(third.since == 2 && !third.isUncompared && third.inconclusive.count == 1, "\(third.line)")
        #expect(third.notes.contains { $0.hasPrefix("night 1 cannot be read and is left out: ") })
    }

    @Test("what breaks from one night to the next is told once")
    func broke() throws {
        _ = try night(.passed)
        let second = try night(.failed, .reserve)
        #expect(second.broke.count == 1 && second.regressed.isEmpty)
    }

    @Test("what ends as it is known to leaves nothing open; another failure than before does")
    func known() throws {
        _ = try night(.failed, .reserve)
        _ = try night(.infrastructure, .boot)
        #expect(try night(.failed, .reserve).verdict == .good)
        _ = try night(.infrastructure, .boot)
        #expect(try night(.crashed, .load).verdict == .worse)
        _ = try night(.infrastructure, .boot, expected: .failed)
        #expect(try night(.failed, .reserve, expected: .failed).verdict == .good)
    }

    @Test("a night that cannot be trusted is neither compared with nor known of")
    func untrusted() throws {
        _ = try night(.passed)
        let second = try night(.failed, .reserve, control: .failed)
        #expect(second.verdict == .noVerdict && second.distrust.count == 1, "\(second.line)")
        let third = try night(.failed, .reserve)
        #expect(third.since == 1 && third.broke.count == 1 && third.verdict == .worse, "\(third.line)")
        let store = try HistoryStore(at: locations.history)
        #expect(try store.cells().map { $0.entries.map(\.run) } == [["t-1", "t-3"]])
        #expect(try store.runs().map(\.id) == ["t-1", "t-2", "t-3"])
        // The directories say the same of it.
        _ = try HistoryRebuild(of: [nights.root]).write(to: store)
        #expect(try store.cells().map { $0.entries.map(\.run) } == [["t-1", "t-3"]])
    }

    @Test("nights that could not be compared are no good ones")
    func uncompared() throws {
        _ = try night(.passed)
        try Data("[".utf8).write(to: URL(fileURLWithPath: "\(nights.root)/000001/results.json"))
        let second = try night(.passed)
        #expect(second.isUncompared && second.verdict == .noVerdict && second.notes.count == 1, "\(second.notes)")
        #expect(
            second.line == "t night 2: initialization 1/1, tests 1/1, kernel log 1/1; 1 passed; could not be compared")
        #expect(try night(.passed).verdict == .good)
    }
}
