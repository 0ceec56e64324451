// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitConfig
import StraitModel
import StraitStore

/// Joins the parts of a run (`--shard I/N`) into the run that one machine would have made, but for times, host and names.
public struct Merge: Sendable {
    /// The parts, in the order of their indices.
    private let parts: [RunDirectory]
    private let record: RunRecord

    /// Opens and checks the parts, given in any order. Errors: `request`, with what is missing or does not belong together.
    public init(of paths: [String]) throws {
        let opened = try paths.map { try RunDirectory.open(at: $0) }
        guard let first = opened.first else { throw StraitError(.request, "no run to merge") }
        var byIndex: [Int: RunDirectory] = [:]
        for part in opened {
            guard let shard = part.record.shard else {
                throw StraitError(.request, "\(part.path) is a whole run and no part of one (--shard)")
            }
            guard shard.count == first.record.shard?.count, part.record.name == first.record.name,
                part.record.configuration == first.record.configuration
            else {
                throw StraitError(.request, "\(part.path) and \(first.path) are not parts of one run")
            }
            if let other = byIndex.updateValue(part, forKey: shard.index) {
                throw StraitError(.request, "\(other.path) and \(part.path) are both part \(shard.index)")
            }
        }
        let count = first.record.shard?.count ?? 1
        let missing = (1...count).filter { byIndex[$0] == nil }
        guard missing.isEmpty else {
            let names = missing.prefix(10).map { "\($0)/\(count)" }.joined(separator: ", ")
            throw StraitError(.request, "parts are missing: \(names)\(missing.count > 10 ? ", …" : "")")
        }
        parts = (1...count).compactMap { byIndex[$0] }
        record = try Self.record(of: parts)
    }

    /// Writes the whole run into `output`, a new directory, with its report, and into the history of `locations`, where they are given.
    /// Trouble with the history is told and stops nothing; any other leaves no `output`.
    public func write(
        to output: String, locations: Locations? = nil, events: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) throws -> RunOutcome {
        let history = RunHistory(at: locations?.history, events: events)
        var record = record
        history.place(&record)
        let past = history.past(before: record)
        // As one machine's run it has ended when the last part has.
        let ends = try parts.map { try $0.finished() }
        let end = ends.contains(nil) ? nil : ends.compactMap(\.self).max()
        let (whole, results) = try StagedRun(record: record, output: output).make { directory in
            for part in parts { try Self.copy(part, to: directory, past) }
            return try RunEnd(directory: directory, history: RunHistory(at: nil, events: events)).write(finished: end)
        }
        history.keep(whole)
        return RunOutcome(
            whole, results, stopped: end == nil ? "a part of the run has not ended" : nil,
            isJudged: record.hasExpectations)
    }

    private static func copy(_ part: RunDirectory, to whole: RunDirectory, _ past: [String: CellPast]) throws {
        let stored = try part.results()
        guard stored.problems.isEmpty else { throw StraitError(.request, stored.problems[0]) }
        for result in stored.cells {
            var files: [String: [UInt8]] = [:]
            for file in try part.files(of: result.id) where file.name != "result.json" {
                files[file.name] = try part.read(file.name, of: result.id, count: file.bytes)
            }
            try whole.write(judged(result, past[result.id]), files: files)
        }
    }

    /// A part knows nothing of the runs before: that is the whole's to say, as it is of one machine's run.
    private static func judged(_ result: CellResult, _ past: CellPast?) -> CellResult {
        past == nil || result.control != nil ? result : result.judged(past: past)
    }

    private static func record(of parts: [RunDirectory]) throws -> RunRecord {
        let cut = parts.map { ($0.record.cells, $0.record.places ?? []) }
        if let part = parts.first(where: { $0.record.whole == nil }) {
            throw StraitError(.request, "\(part.path) does not say of which cells it is a part; run it again")
        }
        // Cells that one of the parts left out leave no gap between the places of the others: only each part's own word on the whole
        // tells that they are missed.
        guard let cells = Shard.whole(of: cut), Set(cells.map(\.id)).count == cells.count,
            var record = try parts.first?.recordWithValues(),
            parts.allSatisfy({ $0.record.whole == Shard.Whole(of: cells.map(\.id)) })
        else {
            throw StraitError(.request, "these runs are not parts of one: was another --only given?")
        }
        record.shard = nil
        record.places = nil
        record.whole = nil
        // Each part had its own host.
        record.speeds = nil
        record.cells = cells
        record.groups = PlannedGroup.joined(parts.flatMap(\.record.groups))
        let searches = parts.flatMap { $0.record.searches ?? [] }
        record.searches = searches.isEmpty ? nil : Search.ordered(searches, by: record.cellIDs)
        record.started = parts.map(\.record.started).min() ?? record.started
        record.id = RunRecord.id(record.name, record.started)
        record.arguments = withoutShard(record.arguments)
        record.images = try images(of: parts)
        return record
    }

    /// Each image once. A kernel that one machine resolved to another version than the next would be two kernels under one name.
    private static func images(of parts: [RunDirectory]) throws -> [GuestImage] {
        var images: [GuestImage] = []
        for image in parts.flatMap(\.record.images) where !images.contains(image) {
            let same = images.first {
                $0.kernel == image.kernel && $0.architecture == image.architecture
                    && $0.facts.pageSizeKiB == image.facts.pageSizeKiB
            }
            if let same, same.kernelSHA256 != image.kernelSHA256 {
                throw StraitError(
                    .request,
                    "the parts ran different kernels as \(image.kernel) on \(image.architecture.rawValue): "
                        + "\(same.version) and \(image.version)")
            }
            // Built on two machines it is the same image at two places.
            if same == nil { images.append(image) }
        }
        return ImageSet.ordered(images)
    }

    private static func withoutShard(_ arguments: [String]) -> [String] {
        var kept: [String] = []
        var isValue = false
        for argument in arguments {
            if isValue || argument.hasPrefix("--shard=") {
                isValue = false
            } else if argument == "--shard" {
                isValue = true
            } else {
                kept.append(argument)
            }
        }
        return kept
    }
}
