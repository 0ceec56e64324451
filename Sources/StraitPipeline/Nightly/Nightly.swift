// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitConfig
import StraitImage
import StraitModel
import StraitStore
import StraitSystem
import Synchronization

/// Runs one night of a configuration and compares it with the last comparable one.
public struct Nightly: Sendable {
    let request: NightRequest
    let events: @Sendable (RunEvent) -> Void
    private let heard = Heard()

    /// Notes during the run, for the summary: nobody watches a night.
    private final class Heard: Sendable {
        let notes = Mutex<[String]>([])
    }

    /// Makes a night that reports events.
    public init(_ request: NightRequest, events: @escaping @Sendable (RunEvent) -> Void = { _ in }) {
        self.request = request
        self.events = { [heard] event in
            if case .note(let text) = event { heard.notes.withLock { $0.append(text) } }
            events(event)
        }
    }

    private var nights: Nights {
        Nights(root: request.root ?? "\(request.locations.state)/nights/\(request.matrix.name)")
    }

    /// Runs the night and writes its report and the index of all nights. A night that cannot run at all is reported
    /// like one that was cut off. Errors: `request`, also if another process runs nights of this configuration.
    public func run() async throws -> NightSummary {
        let lock = try Nights.lock(request.matrix.name, in: request.locations.state)
        defer { withExtendedLifetime(lock) {} }
        let night: Nights.Night
        var images: HeldImages?
        if let (cutOff, held) = try await resumable() {
            (night, images) = (cutOff, held)
            events(.note("night \(cutOff.number) was cut off; this is the rest of it"))
        } else {
            if request.settings.updates { for trouble in await update() { events(.note(trouble)) } }
            night = try nights.next()
        }
        do {
            let outcome = try await Runner(runRequest(night, images?.images), events: events).run()
            withExtendedLifetime(images) {}
            let closing = NightClosing(request: request, nights: nights, night: night, outcome: outcome)
            return try await OwnThread.run("night-closing") { [notes] in try closing.summary(notes) }
        } catch let error where !(error is CancellationError) && (error as? StraitError)?.isWrongRequest != true {
            var summary = NightSummary(
                configuration: request.matrix.name, run: "", night: night.number, directory: night.path,
                planned: request.matrix.cells.count)
            summary.stopped = Unforeseen.sentence(of: error)
            summary.notes = notes
            return summary
        }
    }

    private var notes: [String] { heard.notes.withLock { $0 } }

    private func runRequest(_ night: Nights.Night, _ images: [GuestImage]?) -> RunRequest {
        var run = RunRequest(
            matrix: request.matrix, configuration: request.configuration, arguments: request.arguments,
            output: night.path, jobs: request.jobs, connection: request.connection, locations: request.locations)
        run.images = images
        run.keepsHistory = true
        return run
    }

    /// Updates the kernels. Without a network the night uses the existing ones and says so.
    private func update() async -> [String] {
        do {
            // The run that follows tells of patches and of what has to be known.
            let news = ImageNews { if case .preparing = $0 { events($0) } }
            let store = try ImageStore(
                cache: request.locations.cache, recipes: request.locations.recipes, progress: news.show)
            return try await store.update(request.matrix.images).compactMap { outcome in
                guard case .failure(let error) = outcome.result else { return nil }
                let request = outcome.request
                return "\(request.kernel.name) was not updated for \(request.architecture.rawValue): \(error)"
            }
        } catch {
            return ["the kernels were not updated: \(error)"]
        }
    }
}

/// Images that stay in the cache as long as this value exists.
struct HeldImages {
    let images: [GuestImage]
    private let store: ImageStore

    /// The images of a run; nil if one of them no longer exists.
    init?(of record: RunRecord, locations: Locations) async throws {
        store = try ImageStore(cache: locations.cache, recipes: locations.recipes)
        for image in record.images where try await store.held(image) == nil { return nil }
        images = record.images
    }
}

extension Nightly {
    /// The last night, if it was cut off and can be resumed; one that cannot be is closed.
    private func resumable() async throws -> (Nights.Night, HeldImages)? {
        guard let last = try nights.all().last else { return nil }
        let run = try last.open()
        guard try run.finished() == nil else { return nil }
        var reason = "the configuration says so"
        if request.settings.onInterrupted == .resume {
            if run.record.cellIDs != request.matrix.cells.map(\.id) || run.record.configuration != request.configuration
            {
                reason = "the configuration is another one now"
            } else if let held = try await HeldImages(of: run.record, locations: request.locations) {
                return (last, held)
            } else {
                reason = "its images are not in the cache any more"
            }
        }
        try close(last)
        events(.note("night \(last.number) was cut off and stays incomplete: \(reason)"))
        return nil
    }

    /// Writes its report and its results, but no end time, because it has none.
    private func close(_ night: Nights.Night) throws {
        let run = try RunDirectory.open(at: night.path, for: .writing)
        try run.writeResults(finished: nil, always: true)
        _ = try RunReport.write(to: run)
        RunHistory(runRequest(night, nil), events: events).keep(run)
    }
}
