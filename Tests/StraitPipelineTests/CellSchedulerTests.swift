// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitStore
import Synchronization
import Testing

@testable import StraitPipeline

/// An executor without guests: each attempt comes to what was told beforehand.
private final class FakeExecutor: CellExecutor {
    struct State {
        var attempts: [String] = []
        var running = 0
        var most = 0
    }

    /// The outcomes of a cell's attempts in their order, the last one for all that follow.
    private let outcomes: [String: [Outcome]]
    private let waits: Bool
    private let state = Mutex(State())

    init(_ outcomes: [String: [Outcome]] = [:], waits: Bool = false) {
        self.outcomes = outcomes
        self.waits = waits
    }

    var attempts: [String] { state.withLock { $0.attempts } }
    var most: Int { state.withLock { $0.most } }

    func attempt(_ cell: Cell, image: GuestImage, place: Int, number: Int) async throws -> CellAttempt.Outcome {
        state.withLock { state in
            state.attempts.append("\(cell.id) \(place) \(number)")
            state.running += 1
            state.most = max(state.most, state.running)
        }
        // Cancelled means that the result counts for nothing.
        try? await Task.sleep(for: waits ? .seconds(600) : .milliseconds(5))
        state.withLock { $0.running -= 1 }
        let known = outcomes[cell.id] ?? [.passed]
        let outcome = known[min(number, known.count - 1)]
        let result = CellResult(
            id: cell.id, arch: cell.architecture, kernel: KernelIdentity(image), requested: cell.requested,
            outcome: outcome, rung: .log, cause: outcome == .infrastructure ? "trouble \(number)" : nil)
        var marked = result
        marked.control = cell.control
        return CellAttempt.Outcome(result: marked, files: ["domain.xml": Array("<domain/>".utf8)])
    }
}

@Suite struct CellSchedulerTests {
    private let run: FakeRun

    init() throws { run = try FakeRun() }

    private final class Heard: Sendable {
        private let state = Mutex<[RunEvent]>([])
        var events: [RunEvent] { state.withLock { $0 } }
        func take(_ event: RunEvent) { state.withLock { $0.append(event) } }
    }

    private struct Ran {
        let stopped: String?
        let results: [CellResult]
        let events: [RunEvent]
        let directory: RunDirectory
    }

    private func run(
        _ cells: [Cell], _ executor: FakeExecutor, jobs: Int = 2, mayRetry: Bool = true, without: Set<String> = []
    ) async throws -> Ran {
        let directory = try run.directory(cells)
        let heard = Heard()
        let scheduler = CellScheduler(
            matrix: Matrix(name: "t", kernels: [], cells: cells), directory: directory, executor: executor,
            mayRetry: mayRetry, events: heard.take)
        let images = Dictionary(
            uniqueKeysWithValues: cells.map(\.id).filter { !without.contains($0) }.map { ($0, run.image) })
        let queue = WorkQueue(cells, searches: [], done: []) { _ in 1 }
        let stopped = try await scheduler.run(queue, images: images, jobs: .fixed(jobs))
        return Ran(
            stopped: stopped, results: try directory.results().cells, events: heard.events,
            directory: directory)
    }

    private func cells(_ count: Int) -> [Cell] { (1...count).map { FakeRun.cell("cell-\($0)") } }

    @Test func everyCellIsRunOnceAndWritten() async throws {
        let executor = FakeExecutor()
        let ran = try await run(cells(9), executor, jobs: 3)
        #expect(ran.stopped == nil && ran.results.count == 9)
        #expect(Set(executor.attempts) == Set((1...9).map { "cell-\($0) \($0 - 1) 0" }))
        #expect(executor.most <= 3)
        #expect(ran.results.allSatisfy { $0.attempts == 1 })
        #expect(try ran.directory.files(of: "cell-1").map(\.name).contains("domain.xml"))
    }

    @Test func troubleIsTriedAgainAndTold() async throws {
        let executor = FakeExecutor(["cell-1": [.infrastructure, .infrastructure, .failed]])
        let ran = try await run(cells(1), executor)
        #expect(executor.attempts == ["cell-1 0 0", "cell-1 0 1", "cell-1 0 2"])
        #expect(ran.results.first?.outcome == .failed && ran.results.first?.attempts == 3)
        #expect(ran.results.first?.retried == ["trouble 0", "trouble 1"])
        #expect(ran.events.contains(.retrying(cell: "cell-1", attempt: 2, reason: "trouble 0")))
    }

    @Test func troubleThatStaysIsTheResultAfterThreeAttempts() async throws {
        let executor = FakeExecutor(["cell-1": [.infrastructure]])
        let ran = try await run(cells(1), executor)
        #expect(executor.attempts.count == 3 && ran.results.first?.outcome == .infrastructure)
    }

    /// A kernel's failure is an answer, a control's end is what it is there for, and no visitor types into a second guest.
    @Test(arguments: [Outcome.failed, .crashed, .hung, .invalid, .unsupported, .passed])
    func whatIsNoTroubleIsNeverTriedAgain(_ outcome: Outcome) async throws {
        let executor = FakeExecutor(["cell-1": [outcome]])
        #expect(try await run(cells(1), executor).results.first?.outcome == outcome)
        #expect(executor.attempts.count == 1)
    }

    @Test func controlsAndVisitsAreTriedOnce() async throws {
        let died = FakeExecutor(["c": [.infrastructure]])
        #expect(try await run([FakeRun.cell("c", control: .mustDie)], died).stopped == nil)
        #expect(died.attempts.count == 1)
    }

    @Test func whoVisitsIsSentIntoOneGuest() async throws {
        let visited = FakeExecutor(["cell-1": [.infrastructure]])
        #expect(try await run(cells(1), visited, mayRetry: false).results.first?.outcome == .infrastructure)
        #expect(visited.attempts.count == 1)
    }

    @Test func aHostThatCannotRunGuestsEndsTheRun() async throws {
        let troubled = Dictionary(uniqueKeysWithValues: cells(40).map { ($0.id, [Outcome.infrastructure]) })
        let executor = FakeExecutor(troubled)
        let ran = try await run(cells(40), executor)
        #expect(
            ran.stopped
                == "more than a third of the cells (6 of 6) had infrastructure trouble, the last one: trouble 2"
        )
        #expect(ran.results.count < 10)
    }

    @Test(.timeLimit(.minutes(1))) func whoIsInterruptedKeepsWhatIsDoneAndStartsNothingMore() async throws {
        let cells = cells(4)
        let executor = FakeExecutor(waits: true)
        let directory = try run.directory(cells)
        let scheduler = CellScheduler(
            matrix: Matrix(name: "t", kernels: [], cells: cells), directory: directory, executor: executor
        ) { _ in }
        let images = Dictionary(uniqueKeysWithValues: cells.map { ($0.id, run.image) })
        let task = Task {
            try await scheduler.run(
                WorkQueue(cells, searches: [], done: []) { _ in 1 }, images: images, jobs: .fixed(2))
        }
        while executor.attempts.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        #expect(try await task.value == "interrupted")
        #expect(executor.attempts.count == 2 && executor.most == 2)
        #expect(try directory.results().cells.isEmpty)
    }

    /// SIGTERM while images are built: the run begins cancelled, and boots nothing.
    @Test(.timeLimit(.minutes(1))) func whoWasInterruptedBeforeStartsNoGuest() async throws {
        let cells = cells(4)
        let executor = FakeExecutor()
        let scheduler = CellScheduler(
            matrix: Matrix(name: "t", kernels: [], cells: cells), directory: try run.directory(cells),
            executor: executor
        ) { _ in }
        let images = Dictionary(uniqueKeysWithValues: cells.map { ($0.id, run.image) })
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await scheduler.run(
                WorkQueue(cells, searches: [], done: []) { _ in 1 }, images: images, jobs: .fixed(2))
        }
        #expect(try await task.value == "interrupted")
        #expect(executor.attempts.isEmpty)
    }

    @Test func aCellThatNothingWasPreparedForEndsTheRun() async throws {
        let error = await #expect(throws: StraitError.self) {
            try await run(cells(2), FakeExecutor(), without: ["cell-2"])
        }
        #expect(error?.message == "nothing was prepared for the cell cell-2 to boot")
    }
}
