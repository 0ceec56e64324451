// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Synchronization
import Testing

@testable import StraitSystem

@Suite struct AsyncTests {
    /// Work that goes on until it is told to end, and counts how often it began and was cancelled.
    private final class Work: Sendable {
        private let state = Mutex((begun: 0, cancelled: 0, isOver: false))
        var begun: Int { state.withLock { $0.begun } }
        var cancelled: Int { state.withLock { $0.cancelled } }
        func finish() { state.withLock { $0.isOver = true } }

        func run() async throws -> Int {
            let number = state.withLock { state in
                state.begun += 1
                return state.begun
            }
            while !state.withLock({ $0.isOver }) {
                do { try await Task.sleep(for: .milliseconds(2)) } catch {
                    state.withLock { $0.cancelled += 1 }
                    throw error
                }
            }
            return number
        }
    }

    private func wait(_ isTrue: () -> Bool) async throws {
        while !isTrue() { try await Task.sleep(for: .milliseconds(2)) }
    }

    // MARK: AsyncLazy

    @Test(.timeLimit(.minutes(1))) func everyoneGetsTheOneValue() async throws {
        let work = Work()
        let lazy = AsyncLazy { try await work.run() }
        async let first = lazy.get()
        async let second = lazy.get()
        try await wait { work.begun == 1 }
        work.finish()
        #expect(try await [first, second, lazy.get()] == [1, 1, 1])
        #expect(work.begun == 1)
    }

    @Test(.timeLimit(.minutes(1))) func whoIsCancelledTakesNothingFromTheOthers() async throws {
        let work = Work()
        let lazy = AsyncLazy { try await work.run() }
        let one = Task { try await lazy.get() }
        let other = Task { try await lazy.get() }
        try await wait { work.begun == 1 }
        one.cancel()
        await #expect(throws: CancellationError.self) { try await one.value }
        #expect(work.cancelled == 0)
        work.finish()
        #expect(try await other.value == 1)
    }

    @Test(.timeLimit(.minutes(1))) func whatNobodyWaitsForIsCancelledAndBegunAnew() async throws {
        let work = Work()
        let lazy = AsyncLazy { try await work.run() }
        let tasks = (0..<2).map { _ in Task { try await lazy.get() } }
        try await wait { work.begun == 1 }
        try await Task.sleep(for: .milliseconds(20))
        for task in tasks { task.cancel() }
        for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
        try await wait { work.cancelled == 1 }
        work.finish()
        #expect(try await lazy.get() == 2)
    }

    @Test func whatFailsFailsForEveryone() async throws {
        let counter = Mutex(0)
        let lazy = AsyncLazy<Int> {
            counter.withLock { $0 += 1 }
            throw StraitError(.infrastructure, "there is no network")
        }
        for _ in 0..<2 { await #expect(throws: StraitError.self) { try await lazy.get() } }
        #expect(counter.withLock { $0 } == 1)
    }

    @Test(.timeLimit(.minutes(1))) func closingEndsWhatIsBeingMade() async throws {
        let work = Work()
        let lazy = AsyncLazy { try await work.run() }
        let asked = Task { try await lazy.get() }
        try await wait { work.begun == 1 }
        #expect(await lazy.close() == nil)
        #expect(work.cancelled == 1)
        await #expect(throws: CancellationError.self) { try await asked.value }
        let made = AsyncLazy { 7 }
        _ = try await made.get()
        #expect(await made.close() == 7)
        #expect(await AsyncLazy { 7 }.close() == nil)
    }

    // MARK: AsyncSemaphore

    @Test(.timeLimit(.minutes(1))) func noMoreThanThereIsRoomFor() async throws {
        let semaphore = AsyncSemaphore(2)
        let running = Running()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await semaphore.pass {
                        running.change(by: 1)
                        try await Task.sleep(for: .milliseconds(2))
                        running.change(by: -1)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(running.most == 2)
    }

    /// How many run now, and the most that ever did.
    private final class Running: Sendable {
        private let state = Mutex((now: 0, most: 0))
        var most: Int { state.withLock { $0.most } }

        func change(by difference: Int) {
            state.withLock { state in
                state.now += difference
                state.most = max(state.most, state.now)
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func whoIsCancelledLeavesItsPlace() async throws {
        let semaphore = AsyncSemaphore(1)
        let work = Work()
        let holder = Task { try await semaphore.pass { try await work.run() } }
        try await wait { work.begun == 1 }
        let waiting = Task { try await semaphore.pass { 0 } }
        try await Task.sleep(for: .milliseconds(20))
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        work.finish()
        #expect(try await holder.value == 1)
        #expect(try await semaphore.pass { 3 } == 3)
    }
}
