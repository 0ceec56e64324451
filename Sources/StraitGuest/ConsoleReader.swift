// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation

/// Reads a guest's console on the event loop's thread; can also type there to see whether it echoes.
final class ConsoleReader: @unchecked Sendable {
    private let lock = NSLock()
    private var stream: (any GuestStream)?
    private var isEnded = false
    private let sink: @Sendable ([UInt8]) -> Void

    /// Starts to read. `sink` gets the bytes in order, and an empty array at the end; it must be fast.
    convenience init(_ stream: StreamHandle, sink: @escaping @Sendable ([UInt8]) -> Void) throws {
        try self.init(sink: sink) { ready in try StreamEvents(stream, .readable, ready: ready) }
    }

    /// The same for a stream from `listen`, which gets the callback for when the stream is readable.
    init(
        sink: @escaping @Sendable ([UInt8]) -> Void, listen: (@escaping @Sendable () -> Void) throws -> any GuestStream
    ) throws {
        self.sink = sink
        lock.lock()
        defer { lock.unlock() }
        stream = try listen { [self] in read() }
    }

    /// Types an empty line at the console. What does not fit is dropped; only `sink` reports the end of the console.
    func checkConsole() {
        lock.lock()
        defer { lock.unlock() }
        guard !isEnded, let stream else { return }
        _ = [UInt8(ascii: "\n")].withUnsafeBytes(stream.send)
    }

    /// Stops reading and closes the stream; harmless if it has already ended. See ``StreamEvents/abort()`` for when.
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
        stream?.remove()
        sink([])
    }

    private func read() {
        lock.lock()
        defer { lock.unlock() }
        guard !isEnded, let stream else { return }
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        for _ in 0..<16 {
            switch chunk.withUnsafeMutableBytes({ stream.receive($0) }) {
            case .moved(let count): sink(Array(chunk[..<count]))
            case .wouldBlock: return
            case .ended: return end()
            }
        }
    }
}
