// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@testable import strait

/// These tests send signals to their own process, one after the other.
@Suite(.serialized) struct InterruptibleTests {
    private static func handler(of number: Int32) -> UInt {
        var action = sigaction()
        sigaction(number, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: UInt.self)
    }

    @Test func afterwardsSignalsDoWhatTheyDidBefore() async throws {
        signal(SIGHUP) { _ in }
        defer { signal(SIGHUP, SIG_DFL) }
        let numbers = [SIGINT, SIGTERM, SIGHUP]
        let before = numbers.map(Self.handler)
        let during = Mutex<[UInt]>([])
        for _ in 0..<2 {
            try await Interruptible.run { during.withLock { $0 = numbers.map(Self.handler) } }
            #expect(during.withLock { $0 } != before)
            #expect(numbers.map(Self.handler) == before, "ctrl-C does nothing any more")
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [SIGINT, SIGTERM, SIGHUP])
    func aSignalCancelsTheWork(_ number: Int32) async throws {
        let begun = AsyncStream.makeStream(of: Void.self)
        async let end: Void = Interruptible.run {
            begun.continuation.finish()
            try await Task.sleep(for: .seconds(600))
        }
        for await _ in begun.stream {}
        kill(getpid(), number)
        var thrown: (any Error)?
        do { try await end } catch { thrown = error }
        #expect(thrown is CancellationError)
    }
}
