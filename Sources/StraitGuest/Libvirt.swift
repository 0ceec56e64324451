// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import StraitModel

/// libvirt's process-wide parts: its event loop, on a thread of its own, and its thread-local errors.
enum Libvirt {
    /// Starts the event loop, once for the process; must come before the first connection. What libvirt logs of itself goes to
    /// the file `log`, where one is given: on standard error it would stand between the lines of the user's own output.
    static func start(log: String?) throws {
        setenv("LIBVIRT_LOG_OUTPUTS", "3:file:\(log ?? "/dev/null")", 0)
        guard ready else { throw lastError("cannot start libvirt's event loop") }
    }

    private static let ready: Bool = {
        // The default handler prints to standard error; every error is read where it happens instead.
        virSetErrorFunc(nil) { _, _ in }
        guard virEventRegisterDefaultImpl() == 0 else { return false }
        // Without a timer the loop would sleep until some descriptor speaks, and not see a handle that another thread adds.
        virEventAddTimeout(500, { _, _ in }, nil, nil)
        let thread = Thread {
            while true { virEventRunDefaultImpl() }
        }
        thread.name = "libvirt-events"
        thread.start()
        return true
    }()

    /// The error of the libvirt call that has just failed on this thread. Has to be read before any other call.
    static func lastError(_ message: String) -> StraitError {
        let text = virGetLastErrorMessage().map { String(cString: $0) } ?? "no reason given"
        return StraitError(.infrastructure, message, cause: "libvirt: \(text)")
    }

    /// Blocking calls of libvirt run here and not on Swift's own threads, which must never block.
    private static let queue = DispatchQueue(label: "strait.libvirt", attributes: .concurrent)

    /// Longer than libvirt takes for anything on a busy host: beyond it a call hangs, and its thread with it.
    private static let limit = Duration.seconds(180)

    /// Runs a blocking call on a thread where it may block. Errors: the call's own; `infrastructure` when it does not return.
    static func call<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let answer = OneAnswer(continuation)
            queue.async { answer.give(Result(catching: body)) }
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Int(limit / .seconds(1)))) {
                answer.give(.failure(StraitError(.infrastructure, "libvirt did not answer within \(limit)")))
            }
        }
    }
}

/// A continuation that the first answer resumes; the others are too late.
private final class OneAnswer<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var continuation: CheckedContinuation<Value, any Error>?

    init(_ continuation: CheckedContinuation<Value, any Error>) { self.continuation = continuation }

    func give(_ result: Result<Value, any Error>) {
        let waiting = lock.withLock {
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(with: result)
    }
}
