// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitGuest

@Suite struct EndWaitersTests {
    /// A timer that is over, on another thread, before whoever has begun it can do anything more.
    @Test(.timeLimit(.minutes(1))) func aLimitThatIsOverBeforeTheWaitBeginsEndsIt() async {
        let ends = EndWaiters { _, end in
            Thread.detachNewThread(end)
            usleep(50_000)
            return Task {}
        }
        #expect(await ends.wait(for: "guest", limit: .seconds(600)) == nil)
    }

    @Test(.timeLimit(.minutes(1))) func limitsThatAreOverAtOnceEndEveryWait() async {
        let ends = EndWaiters()
        await withTaskGroup(of: GuestEnd?.self) { group in
            for number in 0..<500 {
                group.addTask { await ends.wait(for: "guest-\(number % 7)", limit: .zero) }
                group.addTask { await ends.wait(for: "guest-\(number % 7)", limit: .nanoseconds(number)) }
            }
            for await end in group { #expect(end == nil) }
        }
    }

    @Test(.timeLimit(.minutes(1))) func everyWaiterHearsTheEnd() async {
        let ends = EndWaiters()
        async let first = ends.wait(for: "a", limit: .seconds(600))
        async let second = ends.wait(for: "a", limit: .seconds(600))
        async let other = ends.wait(for: "b", limit: .milliseconds(200))
        try? await Task.sleep(for: .milliseconds(50))
        ends.note("a", .crashed)
        let heard = await [first, second, other]
        #expect(heard == [.crashed, .crashed, nil])
        #expect(await ends.wait(for: "a", limit: .seconds(600)) == .crashed)
        #expect(ends.end(of: "a") == .crashed && ends.end(of: "b") == nil)
        ends.forget("a")
        #expect(ends.end(of: "a") == nil)
    }

    @Test func anEndThatStraitMakesIsItsOwn() {
        let ends = EndWaiters()
        ends.willDestroy("a")
        ends.note("a", .died)
        #expect(ends.end(of: "a") == .destroyed)
    }

    @Test(.timeLimit(.minutes(1))) func cancellationEndsTheWait() async {
        let ends = EndWaiters()
        let tasks = (0..<50).map { number in
            Task {
                if number % 2 == 0 { try? await Task.sleep(for: .milliseconds(20)) }
                return await ends.wait(for: "a", limit: .seconds(600))
            }
        }
        for task in tasks { task.cancel() }
        for task in tasks { #expect(await task.value == nil) }
    }
}
