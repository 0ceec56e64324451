// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import StraitSSH
import StraitStore
import StraitSystem

/// The begin of a run: creates its directory with the record, or opens that of the same run to resume it.
struct RunStart {
    let request: RunRequest
    let images: ImageSet
    let preparation: Preparation

    /// What a run begins with.
    struct Beginning: Sendable {
        /// Open for writing.
        let directory: RunDirectory
        let history: RunHistory
        /// What was known of the cells, by their ids.
        let past: [String: CellPast]
    }

    /// Opens the history and the directory, on a thread of its own, because another process can hold the history for
    /// half a minute. Errors: `request` if the directory contains something else, or if another process is writing it.
    func begin(events: @escaping @Sendable (RunEvent) -> Void) async throws -> Beginning {
        try await OwnThread.run("run-start") {
            let history = RunHistory(request, events: events)
            let directory = try directory(history)
            return Beginning(directory: directory, history: history, past: history.past(before: directory.record))
        }
    }

    private func directory(_ history: RunHistory) throws -> RunDirectory {
        guard RunDirectory.holdsRun(at: request.output) else {
            return try RunDirectory.create(at: request.output, record: record(history))
        }
        let directory = try RunDirectory.open(at: request.output, for: .writing)
        if let difference = request.difference(from: directory.record, images: images) {
            throw StraitError(
                .request,
                "\(request.output) holds a run of \(difference); name another directory with --output")
        }
        var record = directory.record
        if directory.isOfSchemaOne { record.take(request.matrix) }
        if let joined = record.joined(by: images.all, speeds: preparation.speeds) { record = joined }
        return record == directory.record ? directory : try directory.replacing(record)
    }

    private func record(_ history: RunHistory) -> RunRecord {
        let started = Date.now.formatted(.iso8601)
        let matrix = request.matrix
        var record = RunRecord(
            id: RunRecord.id(matrix.name, started), name: matrix.name, started: started,
            configuration: request.configuration, arguments: request.arguments, host: .current(preparation.capacity),
            tools: preparation.host.versions.merging(Self.tools) { $1 }, kernels: matrix.kernels,
            images: images.all, cells: matrix.cells, groups: matrix.groups,
            hasExpectations: !matrix.expectations.isEmpty, shard: request.shard, places: matrix.places,
            whole: matrix.whole, searches: matrix.searches, speeds: preparation.speeds)
        history.place(&record)
        return record
    }

    private static let tools = ["strait": Version.current, "libssh": SSHLibrary.version]
}

extension RunRequest {
    /// Reason why an existing run cannot be resumed; nil if it can.
    func difference(from record: RunRecord, images: ImageSet) -> String? {
        if record.cellIDs != matrix.cells.map(\.id) || record.searches ?? [] != matrix.searches { return "other cells" }
        // Shards older than `whole` have no digest; their ids were compared above.
        if record.shard != shard || (record.whole != nil && record.whole != matrix.whole) {
            return "another part of the cells"
        }
        if let difference = images.difference(from: record.images) { return difference }
        // The finished cells were compared with that configuration's expectations and have its notes.
        return record.configuration == configuration ? nil : "another configuration (its expectations may differ)"
    }
}

extension RunRecord {
    /// The id of a run: the configuration's name and the start time.
    static func id(_ name: String, _ started: String) -> String {
        "\(name)-\(started.filter { $0.isNumber || $0 == "T" || $0 == "Z" })"
    }

    /// Adds values that a record of schema 1 lacks, from a matrix with the same cells.
    mutating func take(_ matrix: Matrix) {
        kernels = matrix.kernels
        cells = matrix.cells
        groups = matrix.groups
        hasExpectations = !matrix.expectations.isEmpty
    }

    /// The record of a resumed run with images that were unavailable at its begin; nil if there are none.
    func joined(by images: [GuestImage], speeds: [GuestSpeed]) -> RunRecord? {
        let new = images.filter { image in !self.images.contains { $0.hasContent(of: image) } }
        guard !new.isEmpty else { return nil }
        var record = self
        record.images = ImageSet.ordered(self.images + new)
        let known = (self.speeds ?? []).map(\.architecture)
        record.speeds = (self.speeds ?? []) + speeds.filter { !known.contains($0.architecture) }
        return record
    }
}
