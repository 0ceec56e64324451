// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs work that blocks its thread: a call of libvirt, a database that another process holds.
///
/// Each piece of work gets a thread of its own. A concurrent Dispatch queue is not enough: Dispatch has one thread for
/// each processor, adds about one a second while all of them are blocked, and runs Swift's tasks on the same threads.
public enum OwnThread {
    /// Starts work that may block, and does not wait for it. `name` is the name of the thread.
    public static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.name = name
        thread.start()
    }

    /// Runs work that may block, and waits for it without blocking a thread of Swift. Cancellation does not stop the
    /// work, so it needs its own deadline. Errors: those of `body`.
    public static func run<Value: Sendable>(
        _ name: String, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            start(name) { continuation.resume(with: Result(catching: body)) }
        }
    }
}
