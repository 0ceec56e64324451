// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation

/// Runs work that ctrl-C, SIGTERM and a closed terminal end in an orderly way: guests are ended, files are kept.
enum Interruptible {
    /// Runs `body` in a task that the first such signal cancels. What the work has started, it ends itself; each of its waits has a
    /// deadline, so a second signal changes nothing.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let task = Task { try await body() }
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            // Otherwise the signal's default action would end the process before the source hears of it.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { task.cancel() }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        return try await task.value
    }
}
