// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitModel
import StraitStore

/// Runs cells, so many at a time, each as often as it takes to get a verdict on the kernel, within bounds.
struct CellScheduler: Sendable {
    /// Trouble of the infrastructure is tried again; a kernel's failure never is.
    private static let attempts = 3
    /// Before so many cells are done, a third of them says nothing about the host.
    private static let leastForJudgement = 6

    private let cells: CellRunner
    private let files: BootFiles
    private let events: @Sendable (RunEvent) -> Void
    private let directory: RunDirectory
    private let matrix: Matrix
    /// What was known of the cells, by their ids.
    private let past: [String: CellPast]
    /// Nobody wants to type into a second guest what the first one has lost.
    private let mayRetry: Bool

    init(
        matrix: Matrix, directory: RunDirectory, host: GuestHost, files: BootFiles, pace: DeadlineScale,
        past: [String: CellPast] = [:], visit: GuestVisit? = nil, debugSocket: String? = nil,
        events: @escaping @Sendable (RunEvent) -> Void
    ) {
        self.matrix = matrix
        self.past = past
        self.directory = directory
        self.files = files
        self.events = events
        cells = CellRunner(
            host: host, directory: directory, key: files.key, hostKey: files.hostKey, pace: pace, progress: events,
            visit: visit, debugSocket: debugSocket)
        mayRetry = visit == nil
    }

    /// Runs everything in the queue on the images of its cells, by their ids, and what its searches ask for on the way; why it stopped
    /// early, where it did.
    func run(_ work: WorkQueue, images: [String: GuestImage], jobs: Int) async throws -> String? {
        try await withThrowingTaskGroup(of: CellResult?.self) { group in
            var queue = work
            var (running, done, troubled) = (0, 0, 0)
            func fill() {
                while running < jobs, let item = queue.next() {
                    running += 1
                    group.addTask { try await settle(item.cell, images[item.cell.id], number: item.place) }
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
                if !Task.isCancelled { fill() }
            }
            return Task.isCancelled ? "interrupted" : nil
        }
    }

    /// One cell to its result, which is written; nil when the run is over before it has one.
    private func settle(_ cell: Cell, _ image: GuestImage?, number: Int) async throws -> CellResult? {
        guard var image, let initramfs = files.initramfs(of: image) else {
            // A cell must not be dropped without a word: the run would look whole.
            throw StraitError(.infrastructure, "nothing was prepared for the cell \(cell.id) to boot")
        }
        image.kernelPath = files.kernel(of: image)
        var reasons: [String] = []
        while true {
            events(.started(cell: cell.id))
            // Two names for two attempts: the first one's domain may take its time to go.
            let name = "strait-\(files.label)-\(number)-\(reasons.count)"
            var attempt = await cells.run(cell, image: image, initramfs: initramfs, name: name)
            guard !Task.isCancelled else { return nil }
            attempt.result.attempts = reasons.count + 1
            attempt.result.retried = reasons
            // Its trouble is what it is there for.
            let mayRetry = mayRetry && cell.control != .mustDie
            if mayRetry, attempt.result.outcome == .infrastructure, attempt.result.attempts < Self.attempts {
                reasons.append(attempt.result.cause ?? "no reason given")
                events(.retrying(cell: cell.id, attempt: reasons.count + 1, reason: reasons.last ?? ""))
                continue
            }
            attempt.result = matrix.judged(attempt.result, of: cell, past: past[cell.id])
            try directory.write(attempt.result, files: attempt.files)
            try directory.writeResults(finished: nil)
            events(.finished(attempt.result))
            return attempt.result
        }
    }
}
