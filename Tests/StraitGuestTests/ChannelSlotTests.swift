// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Synchronization
import TestSupport
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
        let (isOpening, mayGoOn, isOver) = (Flag(), DispatchSemaphore(value: 0), Flag())
        let opened = Mutex<StraitError.Kind?>(nil)
        Thread.detachNewThread {
            do {
                _ = try slot.replace {
                    isOpening.raise()
                    mayGoOn.wait()
                    return ("late", 7)
                } discard: { value in
                    discarded.withLock { $0.append(value) }
                }
            } catch {
                opened.withLock { $0 = (error as? StraitError)?.kind }
            }
            isOver.raise()
        }
        // Whatever becomes of the test, nobody stays behind.
        defer { mayGoOn.signal() }
        try #require(await isTrue(within: .seconds(20)) { isOpening.isRaised })
        // Another one meanwhile is refused, and the end waits for neither.
        let refused = Flag()
        try #require(
            await TestSupport.isOver(within: .seconds(20)) {
                do {
                    _ = try slot.replace {
                        ("b", 2)
                    } discard: { _ in
                    }
                } catch {
                    refused.raise()
                }
                slot.end()
            }, "whoever ends the guest waits for the call that hangs")
        #expect(refused.isRaised)
        mayGoOn.signal()
        try #require(await isTrue(within: .seconds(20)) { isOver.isRaised })
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
        let refused = Flag()
        try #require(
            await isOver(within: .seconds(20)) {
                do {
                    _ = try slot.replace {
                        slot.end()
                        slot.finish()
                        return ("late", 1)
                    } discard: { _ in
                    }
                } catch {
                    refused.raise()
                }
            }, "whoever ends the guest waits for the call that opens its channel")
        #expect(refused.isRaised && closed.all == ["late"])
    }
}
