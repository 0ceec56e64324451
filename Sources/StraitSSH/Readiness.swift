// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Tells a queue when a connection has something to read and, while somebody waits for it, when it has room to write.
final class Readiness {
    /// Whether somebody waits for room. Almost always there is some, so asking all the time would keep a core busy.
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

    /// Ends the notices and closes the descriptor, once the sources have let go of it: a number that is still registered may
    /// not become another connection's. Then calls `done` on `queue`.
    func cancel(on queue: DispatchQueue, done: @escaping @Sendable () -> Void = {}) {
        gone.notify(queue: queue) { [descriptor] in
            descriptor.close()
            done()
        }
        guard !cancelled else { return }
        // A source that is released while suspended crashes the process.
        if !awaitsRoom { writing.resume() }
        cancelled = true
        reading.cancel()
        writing.cancel()
    }

    deinit { cancel(on: .global()) }
}

extension Duration {
    /// The same for Dispatch, which counts in nanoseconds and takes what is too long for that as never.
    var dispatchInterval: DispatchTimeInterval {
        let (seconds, attoseconds) = components
        guard seconds < 1 << 32 else { return .never }
        return .nanoseconds(Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
    }
}
