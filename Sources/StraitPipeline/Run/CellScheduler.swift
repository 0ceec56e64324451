// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitStore

/// Runs cells, so many at a time, each as often as it takes to get a verdict on the kernel, within bounds.
struct CellScheduler: Sendable {
    /// Trouble of the infrastructure is tried again; a kernel's failure never is.
    private static let attempts = 3
    /// Before so many cells are done, a third of them says nothing about the host.
    private static let leastForJudgement = 6

    private let executor: any CellExecutor
    private let events: @Sendable (RunEvent) -> Void
    private let directory: RunDirectory
    private let matrix: Matrix
    /// What was known of the cells, by their ids.
    private let past: [String: CellPast]
    /// Whether trouble is tried again: nobody wants to type into a second guest what the first one has lost.
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

    /// Runs everything in the queue on the images of its cells, by their ids, and what its searches ask for on the way; why it stopped
    /// early, where it did.
    func run(_ work: WorkQueue, images: [String: GuestImage], jobs: Int) async throws -> String? {
        try await withThrowingTaskGroup(of: CellResult?.self) { group in
            var queue = work
            var (running, done, troubled) = (0, 0, 0)
            func fill() {
                // Whoever is interrupted, while it still prepares too, starts no more guests.
                while running < jobs, !Task.isCancelled, let item = queue.next() {
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
                        "more than a third of the cells (\(troubled) of \(done)) had trouble that is not the kernel's\(last)"
                }
                for search in queue.take(result) { events(.found(search)) }
                fill()
            }
            return Task.isCancelled ? "interrupted" : nil
        }
    }

    /// One cell to its result, which is written; nil when the run is over before it has one.
    private func settle(_ cell: Cell, _ image: GuestImage?, place: Int) async throws -> CellResult? {
        guard let image else {
            // A cell must not be dropped without a word: the run would look whole.
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

    /// Whether a result is trouble that may pass. Of a control whose QEMU is killed it is what the cell is there for.
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
