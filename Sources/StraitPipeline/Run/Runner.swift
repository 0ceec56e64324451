// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitImage
import StraitModel
import StraitStore
import StraitSystem

/// Runs the cells of a matrix and writes their results.
public struct Runner: Sendable {
    let request: RunRequest
    let events: @Sendable (RunEvent) -> Void

    /// Makes a runner that reports events.
    public init(_ request: RunRequest, events: @escaping @Sendable (RunEvent) -> Void = { _ in }) {
        self.request = request
        self.events = events
    }

    /// Runs all cells without a result. If the task is cancelled, it ends its guests, keeps finished cells, and returns
    /// with `stopped` set. Errors: those for which nothing can be run.
    public func run() async throws -> RunOutcome {
        let matrix = request.matrix
        for note in matrix.notes { events(.note(note)) }
        let images = try await images()
        // Keep the images leased during the run.
        defer { withExtendedLifetime(images) {} }
        let preparation = try await Preparation.of(request, images, events: events)
        let beginning = try await RunStart(request: request, images: images, preparation: preparation)
            .begin(events: events)
        let (directory, past) = (beginning.directory, beginning.past)
        let work = RunWork(
            matrix, images.goingOn(with: directory.record.images), done: try results(of: directory), past: past)
        let stopped = try await perform(work, preparation, directory, past)
        let end = stopped == nil ? Date.now.formatted(.iso8601) : nil
        let results = try await OwnThread.run("run-end") {
            try RunEnd(directory: directory, history: beginning.history).write(finished: end)
        }
        return RunOutcome(
            directory, results, stopped: stopped, isJudged: !matrix.expectations.isEmpty)
    }

    private func images() async throws -> ImageSet {
        if let given = request.images { return ImageSet(of: given, for: request.matrix) }
        return try await ImageSet.build(for: request.matrix, locations: request.locations, events: events)
    }

    /// The results to keep when a run is resumed. Cells with an unreadable result or with infrastructure trouble run
    /// again.
    private func results(of directory: RunDirectory) throws -> [CellResult] {
        let stored = try directory.results()
        for problem in stored.problems { events(.note(problem)) }
        let kept = stored.cells.filter(RunWork.stands)
        let troubled = stored.cells.count - kept.count
        if troubled > 0 {
            events(.note("cells with infrastructure trouble run again: \(troubled)"))
        }
        return kept
    }

    /// Writes results that are known without a boot, and boots the rest; returns why it stopped early, or nil.
    private func perform(
        _ work: RunWork, _ preparation: Preparation, _ directory: RunDirectory, _ past: [String: CellPast]
    ) async throws -> String? {
        let deadlines = DeadlineScale(preparation.speeds, patience: request.patience)
        let queue = work.queue(request.matrix.searches, seconds: deadlines.seconds(of:))
        let jobs = request.jobs.map(GuestJobs.fixed) ?? .fitting(work.cells, preparation.capacity)
        let count = work.done.count + work.settled.count + queue.most
        events(.begun(cells: count, toRun: queue.most, jobs: jobs.first, directory: directory.path))
        for result in work.settled {
            try directory.write(result)
            events(.finished(result))
        }
        guard !work.cells.isEmpty else { return nil }
        let files = try await preparation.files.get()
        let executor = CellRunner(
            launcher: preparation.host, login: SSHLogin(key: files.key, hostKey: files.hostKey), files: files,
            directory: directory, deadlines: deadlines, progress: events, visit: request.visit,
            debugSocket: request.debugSocket, coverage: CoverageKeeper(cache: request.locations.cache),
            functions: Dictionary(request.matrix.kernels.map { ($0.name, $0.functions) }) { first, _ in first })
        let scheduler = CellScheduler(
            matrix: request.matrix, directory: directory, executor: executor, past: past,
            mayRetry: request.visit == nil, events: events)
        try directory.reopen()
        return try await scheduler.run(queue, images: work.images, jobs: jobs)
    }
}
