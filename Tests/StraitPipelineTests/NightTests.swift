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

@Suite("Nights")
final class NightTests {
    private let path = NSTemporaryDirectory() + "strait-nights-\(UUID().uuidString)"
    private var nights: Nights { Nights(root: "\(path)/nights") }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func make(
        _ number: Int, _ outcome: Outcome, finished: String? = "2026-11-23T01:00:00Z",
        started: String = "2026-11-23T00:00:00Z"
    ) throws -> HistoryStore.Run {
        var record = RunRecord(
            id: "t-\(number)", name: "t", started: started, configuration: "name: t\n", arguments: [],
            host: .init(name: "desk", system: "Debian 12", cores: 2, memoryMiB: 8192), tools: [:], images: [],
            cells: [.sample("a")])
        record.sequence = number
        let directory = try RunDirectory.create(at: nights.next().path, record: record)
        try directory.write(
            CellResult(
                id: "a", arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid", sha256: "k\(number)"),
                requested: [:], outcome: outcome, rung: .log, cause: nil))
        try directory.writeResults(finished: finished, always: true)
        return try HistoryStore.Run(directory)
    }

    private func settings(nights: Int?, days: Int? = nil) -> NightlySettings {
        var settings = NightlySettings()
        (settings.keptNights, settings.keptDays) = (nights, days)
        return settings
    }

    @Test func nightsAreNumberedAndAnUnfinishedOneIsNotWhole() throws {
        #expect(try nights.all().isEmpty)
        _ = try make(1, .passed)
        _ = try make(2, .passed, finished: nil)
        try FileManager.default.createDirectory(atPath: "\(nights.root)/notes", withIntermediateDirectories: true)
        #expect(try nights.all().map(\.number) == [1, 2])
        #expect(try nights.next().path.hasSuffix("/000003"))
        #expect(try nights.all().map { try $0.isComplete() } == [true, false])
    }

    @Test func theLastGoodAndTheFirstBadStay() throws {
        let store = try HistoryStore(at: "\(path)/history.sqlite")
        for (index, outcome) in [Outcome.passed, .passed, .failed, .failed, .failed, .failed].enumerated() {
            try store.keep(try make(index + 1, outcome))
        }
        let pruning = NightPruning(settings: settings(nights: 1), store: store)
        #expect(try pruning.prune(nights.all(), but: nil, configuration: "t", now: .now) == [1, 4, 5])
        #expect(try nights.all().map(\.number) == [2, 3, 6])
    }

    @Test func theNightThatOthersAreComparedWithStays() throws {
        let store = try HistoryStore(at: "\(path)/history.sqlite")
        for number in 1...3 { try store.keep(try make(number, .passed)) }
        let pruning = NightPruning(settings: settings(nights: 1), store: store)
        #expect(try pruning.prune(nights.all(), but: nights.all()[1], configuration: "t", now: .now) == [1])
    }

    @Test func aClockThatJumpsRemovesNothingThatIsCounted() throws {
        let store = try HistoryStore(at: "\(path)/history.sqlite")
        for number in 1...4 {
            try store.keep(
                try make(number, .passed, started: number == 2 ? "2099-01-01T00:00:00Z" : "1999-01-01T00:00:00Z"))
        }
        // Night 2 is from the future, and so is young for ever.
        let days = NightPruning(settings: settings(nights: 2, days: 30), store: store)
        #expect(try days.prune(nights.all(), but: nil, configuration: "t", now: .now) == [1])
        #expect(
            try NightPruning(settings: settings(nights: nil), store: store)
                .prune(nights.all(), but: nil, configuration: "t", now: .now).isEmpty)
        #expect(throws: StraitError.self) {
            try NightPruning(settings: self.settings(nights: 1), store: nil)
                .prune(self.nights.all(), but: nil, configuration: "t", now: .now)
        }
    }

    @Test func twoAtOnceAreRefused() throws {
        let lock = try Nights.lock("t", in: path)
        #expect(throws: StraitError.self) { _ = try Nights.lock("t", in: self.path) }
        _ = try Nights.lock("other", in: path)
        withExtendedLifetime(lock) {}
    }

    @Test func aSummaryIsOneLineAndAVerdict() {
        var summary = NightSummary(
            configuration: "t", run: "t-2", night: 2, directory: "/n/2", planned: 4)
        summary.counts = [.passed: 3]
        #expect(summary.line == "t night 2: 3 passed; nothing to compare with")
        #expect(summary.verdict == .good && summary.hasChanged)
        summary.since = 1
        #expect(summary.line.hasSuffix("since night 1 nothing moved") && !summary.hasChanged)
        summary.broke = [
            .init(
                cell: "a", before: CellAnswer(.passed, .log), now: CellAnswer(.crashed, .`init`),
                reproduction: "strait repro --arch x")
        ]
        #expect(summary.verdict == .worse && summary.line.contains("1 broke"))
        #expect(NightMail.text(summary).contains("    passed -> crashed at init\n    strait repro --arch x\n"))
        summary.distrust = [.control(.mustPass, cell: "x", answer: nil, cause: nil)]
        #expect(summary.verdict == .noVerdict && summary.line.hasSuffix("; NOT TO BE TRUSTED"))
    }

    @Test func aCommandIsToldAndHasADeadline() async throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        var summary = NightSummary(configuration: "t", run: "t-2", night: 2, directory: "/n/2", planned: 0)
        summary.since = 1
        let heard = "\(path)/heard"
        let trouble = await NightNotification(summary).send(.init(command: "cat > '\(heard)'"))
        #expect(trouble == nil)
        let json =
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: heard))) as? [String: Any]
        #expect(json?["schema"] as? String == "strait.night/1" && json?["changed"] as? Bool == false)
        #expect(await NightNotification(summary).send(.init(command: "exit 3", onlyOnChange: true)) == nil)
        #expect(await NightNotification(summary).send(.init(command: "exit 3"))?.contains("ended with 3") == true)
        let slow = await NightNotification(summary).send(.init(command: "sleep 60", onlyOnChange: false, seconds: 1))
        #expect(slow?.contains("did not end within 1 seconds") == true)
    }

    /// ctrl-C while `notify:` runs, which may take an hour.
    @Test(.timeLimit(.minutes(1))) func aCommandThatIsInterruptedEnds() async throws {
        let summary = NightSummary(configuration: "t", run: "t-2", night: 2, directory: "/n/2", planned: 0)
        let task = Task { await NightNotification(summary).send(.init(command: "sleep 97531", seconds: 3600)) }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        #expect(await task.value == "the command of notify: was interrupted")
    }
}
