// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import StraitModel
import StraitSystem

/// libvirt's process-wide parts: its event loop, on its own thread, and its thread-local errors.
enum Libvirt {
    /// Starts the event loop, once per process and before the first connection. libvirt's own log goes to the file
    /// `log` if one is given, because on standard error it would mix with strait's output.
    static func start(log: String?) throws {
        setenv("LIBVIRT_LOG_OUTPUTS", "3:file:\(log ?? "/dev/null")", 0)
        guard ready else { throw lastError("cannot start libvirt's event loop") }
    }

    private static let ready: Bool = {
        // The default handler prints to standard error, but strait reads each error where it occurs.
        virSetErrorFunc(nil) { _, _ in }
        guard virEventRegisterDefaultImpl() == 0 else { return false }
        // Without a timer the loop would sleep until a descriptor has an event, and miss handles that other threads
        // add.
        virEventAddTimeout(500, { _, _ in }, nil, nil)
        let thread = Thread {
            while true { virEventRunDefaultImpl() }
        }
        thread.name = "libvirt-events"
        thread.start()
        return true
    }()

    /// The error of the libvirt call that has just failed on this thread. Read it before any other call.
    static func lastError(_ message: String) -> StraitError {
        let text = virGetLastErrorMessage().map { String(cString: $0) } ?? "no reason given"
        return StraitError(.infrastructure, message, cause: "libvirt: \(text)")
    }

    /// Makes a stream of a connection, opened by `open`.
    static func stream(_ connection: ConnectionHandle, open: (virStreamPtr) -> Int32) throws -> StreamHandle {
        guard let pointer = virStreamNew(connection.pointer, VIR_STREAM_NONBLOCK.rawValue) else {
            throw lastError("cannot make a stream to the guest")
        }
        let stream = StreamHandle(owning: pointer)
        guard open(pointer) == 0 else { throw lastError("cannot open a stream to the guest") }
        return stream
    }

    /// Takes a text that libvirt allocated, and frees it.
    static func text(_ owned: UnsafeMutablePointer<CChar>?) -> String? {
        guard let owned else { return nil }
        defer { free(owned) }
        return String(cString: owned)
    }

    /// Longer than any call takes on a busy host. A call that takes longer hangs, and its thread is lost.
    private static let limit = Duration.seconds(180)

    /// The timeouts of calls.
    private static let timers = DispatchQueue(label: "strait.libvirt.timers")

    /// Runs a blocking call on a thread of its own; `what` describes it in the log. Errors: the call's own;
    /// `infrastructure` if it does not return within `limit`. A later result goes to `late`, which releases it.
    static func call<Value: Sendable>(
        _ what: String, limit: Duration = limit, _ body: @escaping @Sendable () throws -> Value,
        late: @escaping @Sendable (Value) -> Void = { _ in }
    ) async throws -> Value {
        let start = ContinuousClock.now
        do {
            let value = try await answer(limit, body, late)
            Log.libvirt.debug("\(what): done after \(Log.seconds(since: start))")
            return value
        } catch {
            Log.libvirt.debug("\(what): failed after \(Log.seconds(since: start)): \(error)")
            throw error
        }
    }

    private static func answer<Value: Sendable>(
        _ limit: Duration, _ body: @escaping @Sendable () throws -> Value, _ late: @escaping @Sendable (Value) -> Void
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let answer = OneAnswer(continuation)
            OwnThread.start("libvirt-call") {
                // A QEMU has the priority of the thread that starts it.
                ThreadPriority.restore()
                let result = Result(catching: body)
                if !answer.give(result), case .success(let value) = result { late(value) }
            }
            timers.asyncAfter(deadline: .now() + limit / .seconds(1)) {
                answer.give(.failure(StraitError(.infrastructure, "libvirt did not answer within \(limit)")))
            }
        }
    }
}

/// A continuation that only the first answer resumes.
private final class OneAnswer<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var continuation: CheckedContinuation<Value, any Error>?

    init(_ continuation: CheckedContinuation<Value, any Error>) { self.continuation = continuation }

    /// Whether it was the first.
    @discardableResult
    func give(_ result: Result<Value, any Error>) -> Bool {
        let waiting = lock.withLock {
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(with: result)
        return waiting != nil
    }
}
