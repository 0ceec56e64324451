// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// Holds a guest's one channel. Opening it is a call that may hang, and it must not delay the end of the guest.
final class ChannelSlot<Channel>: @unchecked Sendable {
    private enum State {
        case empty
        case opening
        case open(Channel)
        /// The guest is being ended; contains the channel that was opened in the meantime.
        case ending(Channel?)
        case ended
    }

    // The lock is held only to change the state, never during a call.
    private let lock = NSLock()
    private var state = State.empty
    private let close: (Channel) -> Void

    /// Makes a slot whose channels are closed by `close`.
    init(close: @escaping (Channel) -> Void) { self.close = close }

    /// Closes the current channel, then opens another one. Errors: those of `open`; `infrastructure` while another call
    /// is opening one; `guestGone` if the guest is being ended.
    func replace<Value>(_ open: () throws -> (channel: Channel, value: Value), discard: (Value) -> Void) throws -> Value
    {
        if let before = try begin() { close(before) }
        let opened: (channel: Channel, value: Value)
        do {
            opened = try open()
        } catch {
            lock.withLock { if case .opening = state { state = .empty } }
            throw error
        }
        switch settle(opened.channel) {
        case .wanted: return opened.value
        case .unwanted: close(opened.channel)
        case .kept: break
        }
        discard(opened.value)
        throw Self.gone
    }

    private enum Fate { case wanted, kept, unwanted }

    private func settle(_ channel: Channel) -> Fate {
        lock.withLock {
            switch state {
            case .opening:
                state = .open(channel)
                return .wanted
            case .ending:
                state = .ending(channel)
                return .kept
            default: return .unwanted
            }
        }
    }

    /// Closes an open channel at once and allows no other one. A channel that is being opened stays until ``finish()``,
    /// because libvirt can neither close nor open one while it removes the domain.
    func end() {
        let open = lock.withLock { () -> Channel? in
            switch state {
            case .open(let channel):
                state = .ending(nil)
                return channel
            case .ending, .ended: return nil
            case .empty, .opening:
                state = .ending(nil)
                return nil
            }
        }
        if let open { close(open) }
    }

    /// The guest is gone: closes a channel that was opened in the meantime.
    func finish() {
        let late = lock.withLock { () -> Channel? in
            defer { state = .ended }
            if case .ending(let channel) = state { return channel }
            return nil
        }
        if let late { close(late) }
    }

    private func begin() throws -> Channel? {
        try lock.withLock {
            switch state {
            case .opening:
                throw StraitError(.infrastructure, "the guest's channel is still being opened by an earlier call")
            case .ending, .ended: throw Self.gone
            case .empty:
                state = .opening
                return nil
            case .open(let channel):
                state = .opening
                return channel
            }
        }
    }

    private static var gone: StraitError { StraitError(.guestGone, "the guest was ended while its channel was opened") }
}
