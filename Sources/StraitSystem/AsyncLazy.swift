// SPDX-License-Identifier: Apache-2.0

/// A value that is made when it is first requested, and shared by all who request it.
///
/// A cancelled caller stops waiting and does not disturb the others. The work is cancelled only when nobody waits for
/// it any more; the next request starts it again.
public actor AsyncLazy<Value: Sendable> {
    private enum State {
        case idle
        case running(Task<Void, Never>, number: Int)
        case done(Result<Value, any Error>)
    }

    private let make: @Sendable () async throws -> Value
    private var state = State.idle
    private var waiting: [Int: CheckedContinuation<Value, any Error>] = [:]
    private var lastWaiter = 0
    private var lastRun = 0

    /// Makes a lazy value from the function that produces it.
    public init(_ make: @escaping @Sendable () async throws -> Value) { self.make = make }

    /// The value. Errors: those of the function, for every caller; `CancellationError` if the calling task is
    /// cancelled.
    public func get() async throws -> Value {
        if case .done(let result) = state { return try result.get() }
        try Task.checkCancellation()
        if case .idle = state { start() }
        lastWaiter += 1
        let id = lastWaiter
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // The task was cancelled before the continuation was registered, so the handler found nothing to
                // resume.
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                    stopIfUnwanted()
                } else {
                    waiting[id] = continuation
                }
            }
        } onCancel: {
            Task { await self.giveUp(id) }
        }
    }

    /// The value if it has been made; otherwise cancels the work and waits until it has ended. Nothing may be requested
    /// afterwards.
    public func close() async -> Value? {
        if case .running(let task, _) = state {
            task.cancel()
            await task.value
        }
        guard case .done(let result) = state else { return nil }
        return try? result.get()
    }

    private func start() {
        lastRun += 1
        let number = lastRun
        let task = Task { [make] in
            let result: Result<Value, any Error>
            do { result = .success(try await make()) } catch { result = .failure(error) }
            self.finish(result, number)
        }
        state = .running(task, number: number)
    }

    private func finish(_ result: Result<Value, any Error>, _ number: Int) {
        // Work that was given up ends late, and other work may have replaced it.
        guard case .running(_, let current) = state, current == number else { return }
        state = .done(result)
        for continuation in waiting.values { continuation.resume(with: result) }
        waiting = [:]
    }

    private func giveUp(_ id: Int) {
        waiting.removeValue(forKey: id)?.resume(throwing: CancellationError())
        stopIfUnwanted()
    }

    private func stopIfUnwanted() {
        guard waiting.isEmpty, case .running(let task, _) = state else { return }
        task.cancel()
        state = .idle
    }
}
