// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitImage
import StraitModel
import StraitReport
import StraitStore
import StraitSystem

/// Finds the patch or commit that changed the answers of cells: proves both ends, boots the points between as often as the change's rate
/// asks for, and takes the one that it found back on top of the bad end.
public struct BisectRunner: Sendable {
    private let request: RunRequest
    private let range: BisectRange
    private let judged: [CellQuestion]
    private let most: Int
    private let events: @Sendable (RunEvent) -> Void

    /// Makes a runner. `request`: the cells that show the change, and the directory of the bisection; `judged`: the questions that decide;
    /// `most`: the most boots of one kernel.
    public init(
        _ request: RunRequest, range: BisectRange, judged: [CellQuestion], most: Int,
        events: @escaping @Sendable (RunEvent) -> Void
    ) {
        self.request = request
        self.range = range
        self.judged = judged
        self.most = most
        self.events = events
    }

    /// Runs the bisection, or goes on with one that was interrupted. Errors: `request` if the ends are not what they are called.
    public func run() async throws -> BisectRecord {
        let (points, kernel) = try await range.points(request)
        let directory = try BisectDirectory.open(at: request.output, for: record(points, kernel))
        defer { withExtendedLifetime(directory) {} }
        let boots = BisectBoots(request: request, kernel: kernel, directory: directory.path, events: events)
        return try await run(points, boots, directory)
    }

    /// The same with kernels that are built and booted in any way.
    func run(_ points: any BisectPoints, _ boots: any BisectBooting, _ directory: BisectDirectory) async throws
        -> BisectRecord
    {
        var search = BisectProgress(record: try directory.record(), most: most)
        if search.record.finished != nil { return search.record }
        try await prove(&search, points, boots)
        try await narrow(&search, points, boots, directory)
        try await confirm(&search, points, boots)
        search.record.finished = Date.now.formatted(.iso8601)
        try directory.write(search.record)
        return search.record
    }

    private func record(_ points: any BisectPoints, _ kernel: String) -> BisectRecord {
        BisectRecord(
            name: request.matrix.name, kernel: kernel, started: Date.now.formatted(.iso8601),
            configuration: request.configuration, arguments: request.arguments, judged: judged, points: points.points)
    }

    /// Boots both ends: what differs between them is what is sought, and its rate says how often the others are booted.
    private func prove(_ search: inout BisectProgress, _ points: any BisectPoints, _ boots: any BisectBooting)
        async throws
    {
        let last = points.points.count - 1
        say("the good end: \(points.points[0].name)")
        let good = try await boots.build(try await points.kernel(at: 0))
        let before = try await boots.boot(good, "good/01")
        say("the bad end: \(points.points[last].name)")
        let bad = try await boots.build(try await points.kernel(at: last))
        search.reference = before
        search.booted[0] = 1
        guard search.isReference else {
            throw StraitError(
                .infrastructure,
                "the first boot of the good end has no answer, so that nothing can be held against it; "
                    + "the same command tries again")
        }
        var number = try await seek(&search, bad, boots)
        // A change that showed in every one of a few boots may still be one that shows in most; and the better its rate is known,
        // the fewer boots prove that it is not there.
        while search.needsMore {
            number += 1
            search.count(try await boots.boot(bad, Self.name("bad", number), only: search.cells), at: last)
            guard number < 2 * most else { break }
        }
        guard let needed = BisectRepeats.needed(search.seen), needed <= most else {
            throw StraitError(
                .request,
                "the change showed in \(search.seen.hits) of \(search.seen.trials) boots of the bad end: for an error below 1 % "
                    + "each kernel has to be booted more than \(most) times; allow it with --boots")
        }
        search.record.needed = needed
        say(
            "\(search.record.changes.first ?? "") (\(search.seen.hits) of \(search.seen.trials) boots); \(needed) boots prove that it is not there"
        )
        search.count(before, at: 0)
        try await fill(&search, 0, good, boots, until: needed, "good")
        let trial = search.record.trials[0] ?? BisectTrial()
        if let reason = trial.skipped {
            throw StraitError(.infrastructure, "the good end is not proven: \(reason); the same command tries again")
        }
        guard trial.hits == 0 else {
            throw StraitError(
                .request, "the good end is not good: the change showed in \(trial.hits) of \(trial.boots) boots of it")
        }
    }

    /// Boots the bad end until it differs from the good one.
    private func seek(_ search: inout BisectProgress, _ bad: BisectKernel, _ boots: any BisectBooting) async throws
        -> Int
    {
        var (number, silent) = (1, 0)
        while true {
            let before = search.seen.trials
            if search.begin(with: try await boots.boot(bad, Self.name("bad", number))) { return number }
            silent = search.seen.trials > before ? 0 : silent + 1
            guard silent < 3 else {
                throw StraitError(
                    .infrastructure, "three boots in a row of the bad end had no answer; the same command tries again")
            }
            guard number < most else {
                throw StraitError(
                    .request,
                    "the bad end answers as the good one in \(search.seen.trials) boots: name other ends, other cells with --only, "
                        + "or more boots with --boots")
            }
            number += 1
        }
    }

    private func narrow(
        _ search: inout BisectProgress, _ points: any BisectPoints, _ boots: any BisectBooting,
        _ directory: BisectDirectory
    ) async throws {
        while true {
            try directory.write(search.record)
            if let next = search.search.next {
                say("point \(next) of \(points.points.count - 1): \(points.points[next].name)")
                try await test(&search, next, points, boots, until: search.quick)
            } else if search.search.lastOld > 0, !search.isCertain(search.search.lastOld) {
                // Everything before the last old point is old if that one is.
                let last = search.search.lastOld
                say("point \(last) once more, so that it is certain: \(points.points[last].name)")
                try await test(&search, last, points, boots, until: search.needed)
            } else {
                return
            }
        }
    }

    private func test(
        _ search: inout BisectProgress, _ point: Int, _ points: any BisectPoints, _ boots: any BisectBooting,
        until count: Int
    ) async throws {
        do {
            let kernel = try await boots.build(try await points.kernel(at: point))
            try await fill(&search, point, kernel, boots, until: count, "points/\(point)")
        } catch let error as StraitError where error.isOfOneKernel {
            search.record.trials[point] = BisectTrial(skipped: error.description)
            say("cannot be tested: \(error.message)")
        }
    }

    /// Boots a kernel until the change shows, or until it was booted so often that it is not there.
    private func fill(
        _ search: inout BisectProgress, _ point: Int, _ kernel: BisectKernel, _ boots: any BisectBooting,
        until count: Int,
        _ name: String
    ) async throws {
        var (number, silent) = (0, 0)
        while true {
            let trial = search.record.trials[point] ?? BisectTrial()
            guard trial.hits == 0 || point == search.record.points.count - 1, trial.boots < count else { return }
            number += 1
            if number <= search.booted[point, default: 0] { continue }
            let isAnswered = search.count(
                try await boots.boot(kernel, Self.name(name, number), only: search.cells), at: point)
            search.booted[point] = number
            silent = isAnswered ? 0 : silent + 1
            guard silent < 3 else {
                search.record.trials[point] = BisectTrial(skipped: "three boots in a row had no answer")
                return
            }
        }
    }

    /// The bad end without what was found has to be as the good one.
    private func confirm(_ search: inout BisectProgress, _ points: any BisectPoints, _ boots: any BisectBooting)
        async throws
    {
        let candidates = search.search.candidates
        guard candidates.count == 1 else { return }
        let first = candidates.lowerBound
        search.record.first = first
        say("found: \(points.points[first].name); the bad end without it")
        do {
            let kernel = try await boots.build(try await points.kernel(without: first))
            var trial = BisectTrial()
            var number = 0
            while trial.hits == 0, trial.boots < search.needed, number < 2 * search.needed + 3 {
                number += 1
                let side = try await boots.boot(kernel, Self.name("revert", number), only: search.cells)
                guard let isHit = search.shows(side) else { continue }
                trial.boots += 1
                trial.hits += isHit ? 1 : 0
            }
            search.record.revert = trial
            search.record.proof = trial.hits > 0 ? .refuted : trial.boots < search.needed ? .impossible : .proven
        } catch let error as StraitError where error.isOfOneKernel {
            search.record.revert = BisectTrial(skipped: error.description)
            search.record.proof = .impossible
        }
    }

    private func say(_ text: String) { events(.note(text)) }

    private static func name(_ place: String, _ number: Int) -> String { "\(place)/\(number < 10 ? "0" : "")\(number)" }
}
