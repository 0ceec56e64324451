// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitGuest
import StraitImage
import StraitModel
import StraitSSH
import StraitStore
import StraitWorkload

/// What a run is asked to do.
public struct RunRequest: Sendable {
    /// The cells, and the kernels that they name.
    public var matrix: Matrix
    /// The configuration as it was read.
    public var configuration: String
    /// How strait was called.
    public var arguments: [String]
    /// The run's directory; made where it is not there, gone on with where it holds this run.
    public var output: String
    /// How many cells at the same time; nil: as many as the host's processors and memory allow.
    public var jobs: Int?
    /// Where guests run; nil: libvirt's embedded driver.
    public var connection: String?
    /// Where strait keeps what is its own.
    public var locations: Locations
    /// Which part of a larger matrix the cells are; nil: all of it.
    public var shard: Shard?
    /// How processors are run; nil: whatever a boot proves to work, the fastest first.
    public var acceleration: Acceleration?
    /// Stretches every deadline, besides what the measured speed of the host does.
    public var patience = 1.0
    /// Images to boot in place of what the kernels' sources have now; nil: what they have.
    public var images: [GuestImage]?
    /// What somebody does in the guests besides the workload; their cells are tried once.
    public var visit: GuestVisit?
    /// A socket on which QEMU waits for a debugger before the first instruction: for one cell.
    public var debugSocket: String?
    /// Whether the history knows of it: a run of a configuration, and not an experiment.
    public var keepsHistory = false

    /// A run to be.
    public init(
        matrix: Matrix, configuration: String, arguments: [String], output: String, jobs: Int? = nil,
        connection: String? = nil, locations: Locations, shard: Shard? = nil
    ) {
        self.matrix = matrix
        self.configuration = configuration
        self.arguments = arguments
        self.output = output
        self.jobs = jobs
        self.connection = connection
        self.locations = locations
        self.shard = shard
    }
}

/// How a run ended.
public struct RunOutcome: Sendable {
    /// The run's directory.
    public var directory: RunDirectory
    /// Every result, in the order of the matrix.
    public var results: RunResults
    /// Why the run stopped before its end; nil where it did not.
    public var stopped: String?
    /// Why none of the results can be trusted, a sentence each; empty where the controls, if any, ended as they have to.
    public var distrust: [String]
    /// Whether the configuration says what its cells will do; where it does not, a verdict is only against the run before.
    public var isJudged = true
}

/// Runs the cells of a matrix and keeps what comes of them.
public struct Runner: Sendable {
    let request: RunRequest
    let events: @Sendable (RunEvent) -> Void

    /// A runner that tells what happens.
    public init(_ request: RunRequest, events: @escaping @Sendable (RunEvent) -> Void = { _ in }) {
        self.request = request
        self.events = events
    }

    /// Runs every cell that has no result yet. A cancelled task ends its guests, keeps what is finished, and returns with
    /// `stopped` set. Throws only where nothing can be run at all.
    public func run() async throws -> RunOutcome {
        for note in request.matrix.notes { events(.note(note)) }
        let images =
            if let given = request.images {
                ImageSet(of: given, for: request.matrix)
            } else {
                try await ImageSet.build(for: request.matrix, locations: request.locations, events: events)
            }
        // Whoever prunes meanwhile leaves what it holds.
        defer { withExtendedLifetime(images) {} }
        let host = try await GuestHost.connect(to: address)
        let capacity = HostCapacity.measured()
        let preparation = try await prepare(images, host)
        let history = RunHistory(request, events: events)
        let directory = try openDirectory(images, host, capacity, preparation.speeds, history)
        let past = history.past(before: directory.record)
        let done = try directory.results()
        for problem in done.problems { events(.note(problem)) }
        let finished = Set(done.cells.map(\.id))
        let open = request.matrix.cells.filter { !finished.contains($0.id) }

        var runnable: [(cell: Cell, image: GuestImage)] = []
        var settled: [CellResult] = []
        for cell in open {
            switch images.fitness(of: cell) {
            case .success(let image): runnable.append((cell, image))
            case .failure(let refusal):
                settled.append(request.matrix.judged(refusal.result, of: cell, past: past[cell.id]))
            }
        }
        let jobs = request.jobs ?? capacity.jobs(for: runnable.map(\.cell))
        let queue = WorkQueue(runnable.map(\.cell), searches: request.matrix.searches, done: done.cells + settled)
        events(
            .begun(
                cells: done.cells.count + settled.count + queue.most, toRun: queue.most, jobs: jobs,
                directory: directory.path))
        for result in settled {
            try directory.write(result)
            events(.finished(result))
        }
        var stopped: String?
        if !runnable.isEmpty {
            let crew = Crew(
                matrix: request.matrix, directory: directory, host: host, files: try await preparation.files.get(),
                pace: Pace(preparation.speeds, patience: request.patience), past: past,
                visit: request.visit, debugSocket: request.debugSocket, events: events)
            stopped = try await crew.run(
                queue, images: Dictionary(uniqueKeysWithValues: runnable.map { ($0.cell.id, $0.image) }), jobs: jobs)
        }
        let end = stopped == nil ? Date.now.formatted(.iso8601) : nil
        try directory.writeResults(finished: end, always: true)
        _ = try RunReport.write(to: directory)
        history.keep(directory)
        let cells = try directory.results().cells
        let results = RunResults(
            id: directory.record.id, started: directory.record.started, finished: end, cells: cells,
            searches: directory.record.searchResults(cells))
        // A run that was stopped has not come to all of its controls.
        let controls = request.matrix.cells.filter { cell in
            stopped == nil || results.cells.contains { $0.id == cell.id }
        }
        return RunOutcome(
            directory: directory, results: results, stopped: stopped,
            distrust: Control.objections(to: results.cells, cells: controls)
                + ReplayGroup.all(of: results.cells).compactMap(\.objection),
            isJudged: !request.matrix.expectations.isEmpty)
    }

    private var address: GuestHost.Address {
        request.connection.map { .uri($0) } ?? .embedded(below: "\(request.locations.runtime)/libvirt")
    }

    /// What the guests boot, made when it is first needed, and how fast each architecture's are here.
    private func prepare(_ images: ImageSet, _ host: GuestHost) async throws -> (
        files: Lazily<BootFiles>, speeds: [GuestSpeed]
    ) {
        let request = request
        let files = Lazily {
            try await BootFiles.make(
                for: images.all, connection: request.connection, cache: request.locations.cache)
        }
        let speed = HostSpeed(
            host: host,
            cache: SpeedCache(
                cache: request.locations.cache, connection: request.connection, versions: host.versions),
            choice: request.acceleration)
        var speeds: [GuestSpeed] = []
        for architecture in Architecture.allCases {
            guard let image = images.all.first(where: { $0.architecture == architecture }) else { continue }
            speeds.append(await speed.speed(of: image, files: files.get) { events(.preparing($0)) })
        }
        return (files, speeds)
    }

    private func openDirectory(
        _ images: ImageSet, _ host: GuestHost, _ capacity: HostCapacity, _ speeds: [GuestSpeed], _ history: RunHistory
    ) throws -> RunDirectory {
        let cells = request.matrix.cells.map(\.id)
        guard !RunDirectory.holdsRun(at: request.output) else {
            let directory = try RunDirectory.open(at: request.output, for: .writing)
            guard directory.record.cells == cells, directory.record.images == images.all,
                directory.record.shard == request.shard, directory.record.searches ?? [] == request.matrix.searches
            else {
                throw StraitError(
                    .request,
                    "\(request.output) holds a run of other cells or other kernels; name another directory with --output"
                )
            }
            return directory
        }
        let started = Date.now.formatted(.iso8601)
        let stamp = started.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
        var record = RunRecord(
            id: "\(request.matrix.name)-\(stamp)", name: request.matrix.name, started: started,
            configuration: request.configuration, arguments: request.arguments, host: .current(capacity),
            tools: Self.tools(host), images: images.all, cells: cells, shard: request.shard,
            places: request.matrix.places, searches: request.matrix.searches, speeds: speeds)
        history.place(&record)
        return try RunDirectory.create(at: request.output, record: record)
    }

    private static func tools(_ host: GuestHost) -> [String: String] {
        host.versions.merging(["strait": Version.current, "libssh": SSHLibrary.version]) { $1 }
    }
}
