// SPDX-License-Identifier: Apache-2.0

/// An asynchronous semaphore: lets at most N tasks run at once. Waiting tasks hold no thread.
public actor AsyncSemaphore {
    private var free: Int
    private var waiting: [(id: Int, resume: CheckedContinuation<Void, any Error>)] = []
    private var nextID = 0

    /// Makes a semaphore for `count` tasks at once.
    public init(_ count: Int) { free = count }

    /// Runs `body` when there is room. Errors: those of `body`, and cancellation while waiting.
    public nonisolated func pass<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        try await enter()
        do {
            let value = try await body()
            await leave()
            return value
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async throws {
        try Task.checkCancellation()
        if free > 0 {
            free -= 1
            return
        }
        let id = nextID
        nextID += 1
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                // The task was cancelled before the continuation was registered, so the handler found nothing to
                // resume.
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    waiting.append((id, continuation))
                }
            }
        } onCancel: {
            Task { await self.giveUp(id) }
        }
    }

    private func giveUp(_ id: Int) {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: index).resume.resume(throwing: CancellationError())
    }

    private func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume.resume()
        }
    }
}
