// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitPipeline
import StraitStore
import Synchronization
import TestSupport
import Testing

/// Reports from directories: of a run that goes on, and of many runs.
@Suite struct ReportFollowingTests {
    @Test(.timeLimit(.minutes(1)))
    func thePageFollowsTheRunToItsEnd() async throws {
        let scratch = try RunScratch()
        let writer = try scratch.run(["x86_64,stock,physBits-36", "x86_64,stock,physBits-40"])
        let reader = try RunDirectory.open(at: writer.path)
        #expect(reader.isBeingWritten)
        let pages = Mutex<[String]>([])
        let live = LiveReport(
            of: reader, make: { try RunReport(of: reader) },
            write: { page in pages.withLock { $0.append(String(decoding: page, as: UTF8.self)) } })
        // The run goes on when the page before is there, so that no page can be missed.
        async let end = live.follow {}
        func wait(for count: Int) async throws {
            while pages.withLock({ $0.count }) < count { try await Task.sleep(for: .milliseconds(20)) }
        }
        try await wait(for: 1)
        try writer.write(RunScratch.result("x86_64,stock,physBits-36"))
        try await wait(for: 2)
        try writer.write(RunScratch.result("x86_64,stock,physBits-40"))
        try writer.writeResults(finished: "2026-11-23T00:20:00Z")
        #expect(try await end == .finished)
        let seen = pages.withLock { $0 }
        #expect(seen[0].contains("2 cells have no result yet"))
        #expect(seen[1].contains("1 cell has no result yet"))
        #expect(seen.dropLast().allSatisfy { $0.contains("http-equiv=\"refresh\"") })
        #expect(seen.last?.contains("http-equiv=\"refresh\"") == false)
        #expect(seen.last?.contains("All 2 cells passed.") == true)
    }

    @Test(.timeLimit(.minutes(1)))
    func aRunThatNobodyWorksOnIsNotWaitedFor() async throws {
        let scratch = try RunScratch()
        let path = try scratch.run(["x86_64,stock,physBits-36"]).path
        let reader = try RunDirectory.open(at: path)
        #expect(!reader.isBeingWritten, "the writer is gone")
        let live = LiveReport(of: reader, make: { try RunReport(of: reader) }, write: { _ in })
        #expect(try await live.follow {} == .abandoned)
    }

    @Test func aRunEndsWithItsReportAndTheSameForMachines() throws {
        let scratch = try RunScratch()
        let run = try scratch.run(["x86_64,stock,physBits-36"])
        try run.write(RunScratch.result("x86_64,stock,physBits-36"))
        #expect(try RunReport.write(to: run) == run.path + "/report.html")
        for (name, text) in [("report.html", "The cell passed."), ("junit.xml", "<testcase"), ("kcidb.json", "PASS")] {
            #expect(try String(contentsOfFile: run.path + "/" + name, encoding: .utf8).contains(text), "\(name)")
        }
    }

    @Test func theIndexTellsWhatIsBroken() throws {
        let scratch = try RunScratch()
        _ = try scratch.run(["x86_64,stock,physBits-36"], at: "nights/first")
        _ = try scratch.run(["x86_64,stock,physBits-36"], at: "second & last")
        _ = try scratch.run(["x86_64,stock,physBits-36"], at: "broken")
        try "{".write(toFile: scratch.path + "/broken/run.json", atomically: true, encoding: .utf8)
        let page = String(decoding: try RunIndex(of: scratch.path).html, as: UTF8.self)
        #expect(page.contains("<h1>2 runs</h1>"))
        #expect(page.contains("href=\"./nights/first/\""))
        #expect(page.contains("href=\"./second%20%26%20last/\""))
        #expect(page.contains("<li>broken: "))
        #expect(throws: StraitError.self) { try RunIndex(of: scratch.path + "/nowhere") }
    }

    @Test func whatMovedSinceAnEarlierRun() throws {
        let scratch = try RunScratch()
        let cells = ["x86_64,base,physBits-36", "x86_64,candidate,physBits-36"]
        let (first, second) = (try scratch.run(cells, at: "1"), try scratch.run(cells, at: "2"))
        for cell in cells { try first.write(RunScratch.result(cell)) }
        try second.write(RunScratch.result(cells[0]))
        var failed = RunScratch.result(cells[1])
        (failed.outcome, failed.rung, failed.cause) = (.failed, .reserve, "no hole")
        try second.write(failed)
        let text = try RunReport(of: second, against: [first]).summary(width: 80, colour: false)
        #expect(text.contains("candidate against base\nInitialization: 1 cell broke. Tests: not asked."))
        #expect(text.contains("Since the run of 2026-11-23T00:15:00Z\nInitialization: 1 cell broke, 1 unchanged."))
        #expect(try RunComparison(second).comparison.verdict == .broke)
        #expect(throws: StraitError.self) { try RunComparison(second, candidateKernel: "nobody") }
    }
}

/// Runs in a scratch directory that goes with the test.
final class RunScratch {
    let path = NSTemporaryDirectory() + "strait-pipeline-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func run(_ cells: [String], at name: String = "run") throws -> RunDirectory {
        try RunDirectory.create(
            at: path + "/" + name,
            record: RunRecord(
                id: name, name: "smoke", started: "2026-11-23T00:15:00Z", configuration: "", arguments: [],
                host: .init(name: "desk", system: "Linux", cores: 2, memoryMiB: 4096), tools: [:], images: [],
                cells: .samples(cells)))
    }

    static func result(_ id: String) -> CellResult {
        let parts = id.split(separator: ",").map(String.init)
        return CellResult(
            id: id, arch: .x86_64, kernel: KernelIdentity(name: parts[1], source: "debian:sid"),
            requested: ["physBits": .integer(Int(parts[2].suffix(2)) ?? 0)], outcome: .passed, rung: .log, cause: nil)
    }
}
