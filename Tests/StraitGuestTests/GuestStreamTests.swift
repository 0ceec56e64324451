// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Synchronization
import TestSupport
import Testing

@testable import StraitGuest

/// A stream's end is a call that may hang; the thread that serves the streams of all guests goes on meanwhile.
@Suite struct GuestStreamTests {
    /// A stream that never ends to be closed, until it is told to.
    private final class Stream: GuestStream {
        let isClosing = Flag()
        let mayEnd = DispatchSemaphore(value: 0)
        let ready = Collected<@Sendable () -> Void>()

        func update(_ events: Readiness) {}
        func remove() {}
        func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Transfer { .wouldBlock }
        func send(_ bytes: UnsafeRawBufferPointer) -> Transfer { .wouldBlock }

        func abort() {
            isClosing.raise()
            mayEnd.wait()
        }
    }

    private final class Socket: ListenedStream {
        func update(_ events: Readiness) {}
        func remove() {}
    }

    /// Closes a stream that hangs, and says whether the event loop's thread is held up by it.
    private func isHeld(_ stream: Stream, _ close: @escaping @Sendable () -> Void) async throws -> Bool {
        // Whatever becomes of the test, nobody stays behind.
        defer { stream.mayEnd.signal() }
        Thread.detachNewThread(close)
        try #require(await isTrue(within: .seconds(20)) { stream.isClosing.isRaised })
        return await !isOver(within: .seconds(20)) { for ready in stream.ready.all { ready() } }
    }

    @Test(.timeLimit(.minutes(1))) func aConsoleThatHangsWhileItIsClosedHoldsNobody() async throws {
        let stream = Stream()
        let ends = Collected<[UInt8]>()
        let console = try ConsoleReader(sink: ends.add) { ready in
            stream.ready.add(ready)
            return stream
        }
        #expect(try await !isHeld(stream) { console.close() })
        #expect(ends.all == [[]])
    }

    @Test(.timeLimit(.minutes(1))) func aChannelThatHangsWhileItIsClosedHoldsNobody() async throws {
        let stream = Stream()
        let (pump, descriptor) = try ChannelPump.start { ready in
            stream.ready.add(ready)
            return stream
        } handle: { _, ready in
            stream.ready.add(ready)
            return Socket()
        }
        defer { close(descriptor) }
        #expect(try await !isHeld(stream) { pump.close() })
    }
}
