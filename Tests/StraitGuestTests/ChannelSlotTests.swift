// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Synchronization
import Testing

@testable import StraitGuest

@Suite struct ChannelSlotTests {
    private final class Closed: Sendable {
        let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
    }

    private func slot(_ closed: Closed) -> ChannelSlot<String> {
        ChannelSlot { name in closed.names.withLock { $0.append(name) } }
    }

    @Test func theOneBeforeIsClosedFirst() throws {
        let closed = Closed()
        let slot = slot(closed)
        #expect(
            try slot.replace {
                ("a", 1)
            } discard: { _ in
            } == 1)
        let second = try slot.replace {
            #expect(closed.all == ["a"])
            return ("b", 2)
        } discard: { _ in
        }
        #expect(second == 2)
        slot.end()
        slot.finish()
        #expect(closed.all == ["a", "b"])
    }

    @Test func whatCannotBeOpenedLeavesThePlaceFree() throws {
        let slot = slot(Closed())
        #expect(throws: StraitError.self) {
            try slot.replace { () -> (channel: String, value: Int) in
                throw StraitError(.infrastructure, "x")
            } discard: {
                _ in
            }
        }
        #expect(
            try slot.replace {
                ("a", 1)
            } discard: { _ in
            } == 1)
    }

    /// Opening is a call of libvirt's that may hang: whoever ends the guest goes on, and what comes of the call is closed when the guest
    /// is gone.
    @Test(.timeLimit(.minutes(1))) func aCallThatHangsHoldsUpNobodyWhoEndsTheGuest() async throws {
        let closed = Closed()
        let discarded = Mutex<[Int]>([])
        let slot = slot(closed)
        let (isOpening, mayGoOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let opened = Mutex<StraitError.Kind?>(nil)
        let thread = Thread {
            do {
                _ = try slot.replace {
                    isOpening.signal()
                    mayGoOn.wait()
                    return ("late", 7)
                } discard: { value in
                    discarded.withLock { $0.append(value) }
                }
            } catch {
                opened.withLock { $0 = (error as? StraitError)?.kind }
            }
            isOpening.signal()
        }
        thread.start()
        await waited(isOpening)
        // Another one meanwhile is refused, and the end waits for neither.
        #expect(throws: StraitError.self) {
            try slot.replace {
                ("b", 2)
            } discard: { _ in
            }
        }
        slot.end()
        mayGoOn.signal()
        await waited(isOpening)
        #expect(opened.withLock { $0 } == .guestGone && discarded.withLock { $0 } == [7])
        #expect(closed.all.isEmpty, "libvirt is taking the domain apart")
        slot.finish()
        #expect(closed.all == ["late"])
        #expect(throws: StraitError.self) {
            try slot.replace {
                ("c", 3)
            } discard: { _ in
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func whatIsOpenedAfterTheGuestIsGoneIsClosedAtOnce() async throws {
        let closed = Closed()
        let slot = slot(closed)
        #expect(throws: StraitError.self) {
            try slot.replace {
                slot.end()
                slot.finish()
                return ("late", 1)
            } discard: { _ in
            }
        }
        #expect(closed.all == ["late"])
    }

    private func waited(_ semaphore: DispatchSemaphore) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                semaphore.wait()
                continuation.resume()
            }
        }
    }
}
