// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitConfig
import StraitModel
import StraitStore

/// Joins the parts of a run (`--shard I/N`) into the run that a single machine would have made, except for times, host
/// and names.
public struct Merge: Sendable {
    /// The parts, sorted by index.
    private let parts: [RunDirectory]
    private let record: RunRecord

    /// Opens and checks the parts, in any order. Errors: `request` if parts are missing or do not belong together.
    public init(of paths: [String]) throws {
        let opened = try paths.map { try RunDirectory.open(at: $0) }
        guard let first = opened.first else { throw StraitError(.request, "no run to merge") }
        var byIndex: [Int: RunDirectory] = [:]
        for part in opened {
            guard let shard = part.record.shard else {
                throw StraitError(.request, "\(part.path) is a whole run, not a part of one (--shard)")
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

    /// Writes the whole run with its report into `output`, a new directory, and into the history of `locations`, if
    /// given. Errors of the history are only reported; any other error leaves no `output`.
    public func write(
        to output: String, locations: Locations? = nil, events: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) throws -> RunOutcome {
        let history = RunHistory(at: locations?.history, events: events)
        var record = record
        history.place(&record)
        let past = history.past(before: record)
        // The whole ended when its last part did.
        let ends = try parts.map { try $0.finished() }
        let end = ends.contains(nil) ? nil : ends.compactMap(\.self).max()
        let (whole, results) = try StagedRun(record: record, output: output).make { directory in
            for part in parts { try Self.copy(part, to: directory, past, record) }
            return try RunEnd(directory: directory, history: RunHistory(at: nil, events: events)).write(finished: end)
        }
        history.keep(whole)
        return RunOutcome(
            whole, results, stopped: end == nil ? "a part of the run has not ended" : nil,
            isJudged: record.hasExpectations)
    }

    private static func copy(
        _ part: RunDirectory, to whole: RunDirectory, _ past: [String: CellPast], _ record: RunRecord
    ) throws {
        let stored = try part.results()
        guard stored.problems.isEmpty else { throw StraitError(.request, stored.problems[0]) }
        for result in stored.cells {
            var files: [String: [UInt8]] = [:]
            for file in try part.files(of: result.id) where file.name != "result.json" {
                files[file.name] = try part.read(file.name, of: result.id, count: file.bytes)
            }
            try whole.write(judged(result, past[result.id], record), files: files)
        }
    }

    /// Parts have no history; the whole is judged with it like a run of a single machine.
    private static func judged(_ result: CellResult, _ past: CellPast?, _ record: RunRecord) -> CellResult {
        past == nil || result.control != nil ? result : result.judged(past: past, hasRules: record.hasExpectations)
    }

    private static func record(of parts: [RunDirectory]) throws -> RunRecord {
        let cut = parts.map { ($0.record.cells, $0.record.places ?? []) }
        if let part = parts.first(where: { $0.record.whole == nil }) {
            throw StraitError(.request, "\(part.path) does not describe the whole run; run it again")
        }
        // A missing part can leave no gap in the positions of the others. Only the size of the whole, which each part
        // contains, shows that it is missing.
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

    /// The images, each once. If two machines used different versions of a kernel, one name would stand for two
    /// kernels, which is an error.
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
            // Images of two machines differ only in their paths.
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
