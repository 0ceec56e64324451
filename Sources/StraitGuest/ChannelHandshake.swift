// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// Clears the channel before a session. The host sends a request with a nonce; the guest's bridge (images/guest) closes
/// the old session, connects to the SSH server again and answers with the nonce.
///
/// Everything before the answer belongs to an earlier session and is dropped. So it does not matter whether the guest
/// has noticed the end of that session, or whether it has booted at all: the answer shows that the guest is ready.
enum ChannelHandshake {
    static let request = "strait-channel/1 connect request"
    static let answer = "strait-channel/1 connect granted"

    /// Sends the request on a connected socket and waits for the answer without holding a thread. Errors: `deadline`,
    /// `guestGone`.
    static func perform(on descriptor: Int32, limit: Duration) async throws {
        let nonce = (0..<16).map { _ in "0123456789abcdef".randomElement()! }
        let exchange = HandshakeExchange(descriptor, nonce: String(nonce))
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { exchange.begin($0, limit: limit) }
        } onCancel: {
            exchange.cancel()
        }
    }

    /// Finds a text in a stream of bytes (Knuth-Morris-Pratt), whatever comes before it.
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

        /// Takes a byte; true if the text ends with it.
        mutating func feed(_ byte: UInt8) -> Bool {
            while matched > 0, pattern[matched] != byte { matched = fallback[matched - 1] }
            if pattern[matched] == byte { matched += 1 }
            guard matched == pattern.count else { return false }
            matched = 0
            return true
        }
    }
}

/// One pending request. It has a queue of its own: many guests boot at once, and waiting for them must not block the
/// shared queues.
private final class HandshakeExchange: @unchecked Sendable {
    private let descriptor: Int32
    private let request: [UInt8]
    private var matcher: ChannelHandshake.Matcher
    private let queue = DispatchQueue(label: "strait.handshake")
    private var reading: (any DispatchSourceRead)?
    private var timer: (any DispatchSourceTimer)?
    private var waiting: CheckedContinuation<Void, any Error>?
    private var isCancelled = false

    init(_ descriptor: Int32, nonce: String) {
        self.descriptor = descriptor
        request = Array((ChannelHandshake.request + nonce).utf8)
        matcher = .init(Array((ChannelHandshake.answer + nonce).utf8))
    }

    func begin(_ continuation: CheckedContinuation<Void, any Error>, limit: Duration) {
        queue.async { [self] in
            guard !isCancelled else { return continuation.resume(throwing: CancellationError()) }
            // 48 bytes always fit into the buffer of a new socket.
            guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
                return continuation.resume(throwing: Self.gone)
            }
            waiting = continuation
            let reading = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            reading.setEventHandler { [self] in read() }
            // The timer's clock stops while the host sleeps, as GuestClock does.
            let timer = DispatchSource.makeTimerSource(queue: queue)
            timer.setEventHandler { [self] in
                end(
                    .failure(
                        StraitError(.deadline, "the guest's SSH channel did not answer before the deadline")))
            }
            timer.schedule(deadline: .now() + limit / .seconds(1))
            (self.reading, self.timer) = (reading, timer)
            timer.resume()
            reading.resume()
        }
    }

    func cancel() {
        queue.async { [self] in
            isCancelled = true
            end(.failure(CancellationError()))
        }
    }

    /// Byte by byte, because what follows the answer belongs to the SSH client and must stay in the socket.
    private func read() {
        while waiting != nil {
            var byte: UInt8 = 0
            let count = recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT))
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return }
            guard count == 1 else { return end(.failure(Self.gone)) }
            if matcher.feed(byte) { return end(.success(())) }
        }
    }

    /// Resumes the waiting task after the descriptor is no longer watched, because others will use or close it.
    private func end(_ result: Result<Void, any Error>) {
        guard let waiting, let reading, let timer else { return }
        (self.waiting, self.reading, self.timer) = (nil, nil, nil)
        reading.setCancelHandler { waiting.resume(with: result) }
        timer.cancel()
        reading.cancel()
    }

    private static var gone: StraitError { StraitError(.guestGone, "the guest ended before its SSH channel was ready") }
}
