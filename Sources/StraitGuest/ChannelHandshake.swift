// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// Clears the channel before a session (images/guest, the bridge): the host sends a request with a nonce, the guest's bridge drops
/// whatever session there was, connects to the SSH server anew and answers with the same nonce.
///
/// Everything before that answer is of an earlier session and is thrown away. So it does not matter whether the guest has seen the
/// last hang-up yet, what is still on its way, or whether the guest has booted at all: the answer itself is the guest's readiness.
enum ChannelHandshake {
    static let request = "strait-channel/1 connect request"
    static let answer = "strait-channel/1 connect granted"

    /// Sends the request on a connected socket and waits for its answer. Errors: `deadline`, `guestGone`.
    static func perform(on descriptor: Int32, limit: Duration) async throws {
        let nonce = (0..<16).map { _ in "0123456789abcdef".randomElement()! }
        let deadline = GuestClock.now + limit
        let cancelled = Flag()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                DispatchQueue.global().async {
                    continuation.resume(
                        with: Result {
                            try exchange(on: descriptor, nonce: String(nonce), deadline: deadline, cancelled: cancelled)
                        })
                }
            }
        } onCancel: {
            cancelled.set()
        }
    }

    private static func exchange(
        on descriptor: Int32, nonce: String, deadline: GuestClock.Instant, cancelled: Flag
    ) throws {
        let request = Array((request + nonce).utf8)
        // 48 bytes always fit into a fresh socket's buffer.
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { throw gone }
        var matcher = Matcher(Array((answer + nonce).utf8))
        while true {
            let left = deadline - GuestClock.now
            guard left > .zero else {
                throw StraitError(.deadline, "the guest's SSH channel gave no sign of life before the deadline")
            }
            guard !cancelled.isSet else { throw CancellationError() }
            var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            // Short slices, so that a cancellation is noticed; there is nothing to interrupt a poll with.
            guard poll(&poller, 1, Int32(min(100, left / .milliseconds(1) + 1))) > 0 else { continue }
            // Byte by byte: what follows the answer belongs to the SSH client and must stay in the socket.
            var byte: UInt8 = 0
            let count = recv(descriptor, &byte, 1, 0)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count == 1 else { throw gone }
            if matcher.feed(byte) { return }
        }
    }

    private static var gone: StraitError { StraitError(.guestGone, "the guest ended before its SSH channel was ready") }

    /// Finds a text in a stream of bytes (Knuth-Morris-Pratt): correct whatever stands before it.
    struct Matcher {
        private let pattern: [UInt8]
        private let fallback: [Int]
        private var matched = 0

        init(_ pattern: [UInt8]) {
            self.pattern = pattern
            var fallback = [0]
            for index in pattern.indices.dropFirst() {
                var length = fallback[index - 1]
                while length > 0, pattern[index] != pattern[length] { length = fallback[length - 1] }
                fallback.append(pattern[index] == pattern[length] ? length + 1 : 0)
            }
            self.fallback = fallback
        }

        /// Whether the text ends with this byte.
        mutating func feed(_ byte: UInt8) -> Bool {
            while matched > 0, pattern[matched] != byte { matched = fallback[matched - 1] }
            if pattern[matched] == byte { matched += 1 }
            guard matched == pattern.count else { return false }
            matched = 0
            return true
        }
    }

    /// A flag that one thread sets and another reads.
    private final class Flag: @unchecked Sendable {
        private let lock = NSLock()
        private var value = false

        var isSet: Bool { lock.withLock { value } }
        func set() { lock.withLock { value = true } }
    }
}
