// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Reports when a connection has something to read and, on request, when it has room to write.
final class Readiness {
    /// Whether to report room. A socket almost always has room, so asking all the time would keep a core busy.
    var awaitsRoom = false {
        didSet {
            guard awaitsRoom != oldValue, !cancelled else { return }
            if awaitsRoom { writing.resume() } else { writing.suspend() }
        }
    }

    private let reading: any DispatchSourceRead
    private let writing: any DispatchSourceWrite
    private let descriptor: Descriptor
    private let gone = DispatchGroup()
    private var cancelled = false

    /// Calls `ready` on `queue` until it is cancelled.
    init(_ descriptor: Descriptor, queue: DispatchQueue, ready: @escaping @Sendable () -> Void) {
        self.descriptor = descriptor
        reading = DispatchSource.makeReadSource(fileDescriptor: descriptor.number, queue: queue)
        writing = DispatchSource.makeWriteSource(fileDescriptor: descriptor.number, queue: queue)
        for source in [reading, writing] as [any DispatchSourceProtocol] {
            source.setEventHandler(handler: ready)
            gone.enter()
            source.setCancelHandler { [gone] in gone.leave() }
        }
        reading.resume()
    }

    /// Stops reporting and closes the descriptor after the sources have released it: another connection could otherwise
    /// get the same number while it is still registered. Then calls `done` on `queue`.
    func cancel(on queue: DispatchQueue, done: @escaping @Sendable () -> Void = {}) {
        gone.notify(queue: queue) { [descriptor] in
            descriptor.close()
            done()
        }
        guard !cancelled else { return }
        // Releasing a suspended source crashes the process.
        if !awaitsRoom { writing.resume() }
        cancelled = true
        reading.cancel()
        writing.cancel()
    }

    deinit { cancel(on: .global()) }
}

extension Duration {
    /// The same for Dispatch, in nanoseconds; a duration too long for that becomes `never`.
    var dispatchInterval: DispatchTimeInterval {
        let (seconds, attoseconds) = components
        guard seconds < 1 << 32 else { return .never }
        return .nanoseconds(Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
    }
}
