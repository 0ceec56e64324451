// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import StraitModel

/// Copies bytes in both directions between a libvirt stream and a socket, because an SSH library needs a descriptor.
/// Each side is read only while the other side accepts data.
final class ChannelPump: @unchecked Sendable {
    // The lock guards everything below: callbacks come on the event loop's thread, `close` on any thread.
    private let lock = NSLock()
    private var stream: (any GuestStream)?
    private var handle: (any ListenedStream)?
    private let socket: Int32
    private var toSocket = Pending()
    private var toStream = Pending()

    /// Bytes being copied, at most those of one read.
    private struct Pending {
        private var bytes = [UInt8](repeating: 0, count: 256 << 10)
        private var range = 0..<0

        var isEmpty: Bool { range.isEmpty }

        mutating func fill(_ read: (UnsafeMutableRawBufferPointer) -> Transfer) -> Transfer {
            let transfer = bytes.withUnsafeMutableBytes(read)
            if case .moved(let count) = transfer { range = 0..<count }
            return transfer
        }

        mutating func drain(_ write: (UnsafeRawBufferPointer) -> Transfer) -> Transfer {
            let transfer = bytes.withUnsafeBytes { write(UnsafeRawBufferPointer(rebasing: $0[range])) }
            if case .moved(let count) = transfer { range = (range.lowerBound + count)..<range.upperBound }
            return transfer
        }
    }

    /// Starts the pump; returns the descriptor of the other end, which the caller owns. The pump ends with either side.
    static func start(_ stream: StreamHandle) throws -> (pump: ChannelPump, descriptor: Int32) {
        try start { ready in
            try StreamEvents(stream, .readable, ready: ready)
        } handle: { socket, ready in
            try HandleEvents(socket, .readable, ready: ready)
        }
    }

    /// The same for a stream and a socket from `stream` and `handle`, which get the callback for when they are ready.
    static func start(
        stream: (@escaping @Sendable () -> Void) throws -> any GuestStream,
        handle: (Int32, @escaping @Sendable () -> Void) throws -> any ListenedStream
    ) throws -> (pump: ChannelPump, descriptor: Int32) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw StraitError(.infrastructure, "cannot make a socket pair", cause: String(cString: strerror(errno)))
        }
        // The default of one page would make large transfers slow.
        for end in ends {
            var size: Int32 = 1 << 20
            setsockopt(end, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        let pump = ChannelPump(socket: ends[0])
        do {
            try pump.attach(stream, handle)
        } catch {
            pump.close()
            Glibc.close(ends[1])
            throw error
        }
        return (pump, ends[1])
    }

    private init(socket: Int32) { self.socket = socket }

    private func attach(
        _ stream: (@escaping @Sendable () -> Void) throws -> any GuestStream,
        _ handle: (Int32, @escaping @Sendable () -> Void) throws -> any ListenedStream
    ) throws {
        lock.lock()
        defer { lock.unlock() }
        self.stream = try stream { [self] in pump() }
        self.handle = try handle(socket) { [self] in pump() }
    }

    /// Ends the pump and closes its stream; harmless if it has already ended. See ``StreamEvents/abort()`` for when.
    func close() {
        let stream = lock.withLock {
            end()
            return self.stream
        }
        // Without the lock, which the event loop's thread takes: a call that hangs would stop all guests' streams.
        stream?.abort()
    }

    private func end() {
        guard !isEnded else { return }
        isEnded = true
        // The closures keep the pump alive, so they are removed.
        stream?.remove()
        handle?.remove()
        Glibc.close(socket)
    }

    private var isEnded = false

    private func pump() {
        lock.lock()
        defer { lock.unlock() }
        guard !isEnded, let stream, let handle else { return }
        let socket = self.socket
        guard
            Self.move(&toSocket, read: stream.receive, write: { Self.send(socket, $0) }),
            Self.move(&toStream, read: { Self.receive(socket, $0) }, write: stream.send)
        else { return end() }
        stream.update(Self.interest(reading: toSocket, writing: toStream))
        handle.update(Self.interest(reading: toStream, writing: toSocket))
    }

    /// Copies what is available; false if either side has ended.
    private static func move(
        _ pending: inout Pending, read: (UnsafeMutableRawBufferPointer) -> Transfer,
        write: (UnsafeRawBufferPointer) -> Transfer
    ) -> Bool {
        // A limited number of rounds, so that one direction cannot block the other.
        for _ in 0..<8 {
            if pending.isEmpty {
                switch pending.fill(read) {
                case .moved: break
                case .wouldBlock: return true
                case .ended: return false
                }
            }
            switch pending.drain(write) {
            case .moved: break
            case .wouldBlock: return true
            case .ended: return false
            }
        }
        return true
    }

    private static func interest(reading: Pending, writing: Pending) -> Readiness {
        var events: Readiness = []
        if reading.isEmpty { events.insert(.readable) }
        if !writing.isEmpty { events.insert(.writable) }
        return events
    }

    private static func receive(_ socket: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        transfer(recv(socket, buffer.baseAddress, buffer.count, 0))
    }

    private static func send(_ socket: Int32, _ bytes: UnsafeRawBufferPointer) -> Transfer {
        transfer(Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)))
    }

    private static func transfer(_ count: Int) -> Transfer {
        if count > 0 { return .moved(count) }
        if count < 0, errno == EAGAIN || errno == EINTR { return .wouldBlock }
        return .ended
    }
}
