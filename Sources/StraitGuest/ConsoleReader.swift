// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation

/// Reads a guest's console as it comes and hands it on, on the event loop's thread; and can type there to see whether it echoes.
final class ConsoleReader: @unchecked Sendable {
    private let lock = NSLock()
    private var stream: StreamEvents?
    private var isEnded = false
    private let sink: @Sendable ([UInt8]) -> Void

    /// Starts to read. `sink` gets what comes, in order, and an empty array at the end; it has to be quick.
    init(_ stream: StreamHandle, sink: @escaping @Sendable ([UInt8]) -> Void) throws {
        self.sink = sink
        lock.lock()
        defer { lock.unlock() }
        self.stream = try StreamEvents(stream, .readable) { [self] in read() }
    }

    /// Types an empty line at the console; what does not fit is not sent, and that the console has ended is told by `sink` alone.
    func checkConsole() {
        lock.lock()
        defer { lock.unlock() }
        guard !isEnded, let stream else { return }
        _ = [UInt8(ascii: "\n")].withUnsafeBytes(stream.send)
    }

    /// Ends the reading and closes the stream; harmless when it has ended already. See ``StreamEvents/abort()`` for when.
    func close() {
        lock.lock()
        defer { lock.unlock() }
        end()
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
