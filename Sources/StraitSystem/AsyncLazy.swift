// SPDX-License-Identifier: Apache-2.0

/// A value that is made when it is first asked for, and then is the same for everyone.
///
/// Everybody waits for the same work. Whoever is cancelled stops waiting and takes nothing away from the others; only when nobody waits
/// any more is the work cancelled, and the next one who asks begins anew.
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

    /// A value to be made by `make`.
    public init(_ make: @escaping @Sendable () async throws -> Value) { self.make = make }

    /// The value; throws what stopped its making, to everyone who asks, or that the asking task was cancelled.
    public func get() async throws -> Value {
        if case .done(let result) = state { return try result.get() }
        try Task.checkCancellation()
        if case .idle = state { start() }
        lastWaiter += 1
        let id = lastWaiter
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // Cancelled between the check above and here: the handler has already run and found nobody.
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

    /// The value where it has been made; cancels its making where it goes on, and waits for that to end. Nobody may ask any more.
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
        // Work that was given up ends late, and may have been replaced.
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
