// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import TestSupport
import Testing

@testable import StraitGuest

/// The host's side of the channel, against a guest's side that the tests play on a real socket.
struct ChannelHandshakeTests {
    /// Two ends of a socket; both closed with it.
    private final class Ends: @unchecked Sendable {
        let host: Int32
        let guest: Int32
        private var open = true

        init() throws {
            var ends: [Int32] = [-1, -1]
            try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
            (host, guest) = (ends[0], ends[1])
        }

        func hangUp() {
            if open { close(guest) }
            open = false
        }

        deinit {
            hangUp()
            close(host)
        }
    }

    /// Reads the request, and gives its nonce; empty when none came. On a thread of its own: a test that blocks one of Swift's few
    /// stops all the others.
    private func nonce(_ ends: Ends) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var wait = timeval(tv_sec: 10, tv_usec: 0)
                setsockopt(ends.guest, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
                var bytes = [UInt8](repeating: 0, count: 48)
                let count = recv(ends.guest, &bytes, 48, Int32(MSG_WAITALL))
                let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
                continuation.resume(returning: text.hasPrefix(ChannelHandshake.request) ? String(text.suffix(16)) : "")
            }
        }
    }

    private func say(_ ends: Ends, _ text: String) { _ = send(ends.guest, text, text.utf8.count, 0) }

    @Test func theAnswerEndsItAndWhatFollowsIsLeft() async throws {
        let ends = try Ends()
        async let done: Void = ChannelHandshake.perform(on: ends.host, limit: .seconds(5))
        let nonce = await nonce(ends)
        #expect(nonce.count == 16)
        // Of an earlier session: a banner, an answer to another request, and the beginning of the answer itself.
        say(
            ends, "SSH-2.0-old\r\n" + ChannelHandshake.answer + "0000000000000000" + ChannelHandshake.answer.dropLast(3)
        )
        say(ends, ChannelHandshake.answer + nonce + "SSH-2.0-new\r\n")
        try await done
        var left = [UInt8](repeating: 0, count: 64)
        let count = recv(ends.host, &left, 64, Int32(MSG_DONTWAIT))
        #expect(String(decoding: left[..<max(0, count)], as: UTF8.self) == "SSH-2.0-new\r\n")
    }

    @Test func anotherNonceIsNoAnswer() async throws {
        let ends = try Ends()
        async let outcome = Result { try await ChannelHandshake.perform(on: ends.host, limit: .milliseconds(300)) }
        _ = await nonce(ends)
        say(ends, ChannelHandshake.answer + "ffffffffffffffff")
        let kind = await outcome.kind
        #expect(kind == .deadline)
    }

    @Test func aGuestThatEndsIsNoticedAtOnce() async throws {
        let ends = try Ends()
        let start = ContinuousClock.now
        async let outcome = Result { try await ChannelHandshake.perform(on: ends.host, limit: .seconds(300)) }
        _ = await nonce(ends)
        ends.hangUp()
        let kind = await outcome.kind
        #expect(kind == .guestGone)
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test func cancellationEndsTheWait() async throws {
        let ends = try Ends()
        let start = ContinuousClock.now
        let task = Task { try await ChannelHandshake.perform(on: ends.host, limit: .seconds(300)) }
        _ = await nonce(ends)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    /// Many guests boot at the same time. What waits for them holds no thread: calls of libvirt's go on, and so do other handshakes.
    @Test(.timeLimit(.minutes(2))) func manyWaitsHoldNobody() async throws {
        let all = try (0..<150).map { _ in try Ends() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for ends in all {
                group.addTask { try await ChannelHandshake.perform(on: ends.host, limit: .seconds(300)) }
            }
            // A cancelled group ends every wait, so that a test that fails does so at once.
            defer { group.cancelAll() }
            let requests = try #require(await requests(all), "a handshake does not begin while others wait")
            let answered = Flag()
            async let call: Void = Libvirt.call("answer") { answered.raise() }
            #expect(await isTrue(within: .seconds(20)) { answered.isRaised }, "a call waits for the guests")
            for (ends, request) in zip(all, requests) { say(ends, ChannelHandshake.answer + request.suffix(16)) }
            try await group.waitForAll()
            try await call
        }
    }

    /// What the hosts have asked, once all of them have; nil where one does not come.
    private func requests(_ all: [Ends]) async -> [String]? {
        var texts = all.map { _ in "" }
        let length = ChannelHandshake.request.count + 16
        let areThere = await isTrue(within: .seconds(20)) {
            for (place, ends) in all.enumerated() where texts[place].isEmpty {
                var bytes = [UInt8](repeating: 0, count: length)
                guard recv(ends.guest, &bytes, length, Int32(MSG_DONTWAIT)) == length else { continue }
                texts[place] = String(decoding: bytes, as: UTF8.self)
            }
            return !texts.contains("")
        }
        return areThere ? texts : nil
    }

    @Test func theMatcherFindsATextThatOverlapsItself() {
        var matcher = ChannelHandshake.Matcher(Array("aabaaab".utf8))
        let found = Array("aabaabaaabaaab".utf8).map { matcher.feed($0) }
        #expect(found.indices.filter { found[$0] } == [9])
    }
}

extension Result where Failure == any Error, Success == Void {
    fileprivate init(_ body: () async throws -> Void) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }

    fileprivate var kind: StraitError.Kind? {
        if case .failure(let error) = self { (error as? StraitError)?.kind } else { nil }
    }
}
