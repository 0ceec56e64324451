// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitStore

/// Runs several cells at once, and retries each one within limits until it has a verdict on the kernel.
struct CellScheduler: Sendable {
    /// Infrastructure trouble is tried this often; a kernel's failure is never retried.
    private static let attempts = 3
    /// The fewest finished cells from which to judge the host.
    private static let leastForJudgement = 6

    private let executor: any CellExecutor
    private let events: @Sendable (RunEvent) -> Void
    private let directory: RunDirectory
    private let matrix: Matrix
    /// What was known of the cells, by id.
    private let past: [String: CellPast]
    /// Whether trouble is retried: an interactive session cannot be repeated.
    private let mayRetry: Bool

    init(
        matrix: Matrix, directory: RunDirectory, executor: any CellExecutor, past: [String: CellPast] = [:],
        mayRetry: Bool = true, events: @escaping @Sendable (RunEvent) -> Void
    ) {
        self.matrix = matrix
        self.past = past
        self.directory = directory
        self.executor = executor
        self.mayRetry = mayRetry
        self.events = events
    }

    /// Runs everything in the queue, and what its searches add. `images`: the image of each cell, by id. Returns why it
    /// stopped early; nil if it did not.
    func run(_ work: WorkQueue, images: [String: GuestImage], jobs: GuestJobs) async throws -> String? {
        try await withThrowingTaskGroup(of: CellResult?.self) { group in
            var queue = work
            var (running, done, troubled) = (0, 0, 0)
            func fill() {
                // After an interruption, also during the preparation, no more guests are started.
                while !Task.isCancelled, jobs.mayStart(beside: running), let item = queue.next() {
                    running += 1
                    group.addTask { try await settle(item.cell, images[item.cell.id], place: item.place) }
                }
            }
            for search in queue.ended() { events(.found(search)) }
            fill()
            while running > 0, let result = try await group.next() {
                running -= 1
                guard let result else { continue }
                done += 1
                if result.outcome == .infrastructure, result.control != .mustDie { troubled += 1 }
                if done >= Self.leastForJudgement, troubled * 3 > done {
                    group.cancelAll()
                    let last = result.cause.map { ", the last one: \($0)" } ?? ""
                    return
                        "more than a third of the cells (\(troubled) of \(done)) had infrastructure trouble\(last)"
                }
                for search in queue.take(result) { events(.found(search)) }
                fill()
            }
            return Task.isCancelled ? "interrupted" : nil
        }
    }

    /// Runs a cell until it has a result, and writes that; nil if the run was interrupted before.
    private func settle(_ cell: Cell, _ image: GuestImage?, place: Int) async throws -> CellResult? {
        guard let image else {
            // Without an error the cell would be missing, and the run would look complete.
            throw StraitError(.infrastructure, "nothing was prepared for the cell \(cell.id) to boot")
        }
        var reasons: [String] = []
        while !Task.isCancelled {
            events(.started(cell: cell.id))
            var attempt = try await executor.attempt(cell, image: image, place: place, number: reasons.count)
            guard !Task.isCancelled else { return nil }
            attempt.result.attempts = reasons.count + 1
            attempt.result.retried = reasons
            guard isTroubled(attempt.result, cell), attempt.result.attempts < Self.attempts else {
                return try keep(attempt, of: cell)
            }
            reasons.append(attempt.result.cause ?? "no reason given")
            events(.retrying(cell: cell.id, attempt: reasons.count + 1, reason: reasons.last ?? ""))
        }
        return nil
    }

    /// Whether a result is trouble that a retry may mend. For the control whose QEMU is killed it is the expected
    /// result.
    private func isTroubled(_ result: CellResult, _ cell: Cell) -> Bool {
        mayRetry && cell.control != .mustDie && result.outcome == .infrastructure
    }

    private func keep(_ attempt: CellAttempt.Outcome, of cell: Cell) throws -> CellResult {
        let result = matrix.completed(attempt.result, of: cell, past: past[cell.id])
        try directory.write(result, files: attempt.files)
        try directory.writeResults(finished: nil)
        events(.finished(result))
        return result
    }
}
