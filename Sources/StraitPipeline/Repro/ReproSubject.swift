// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitConfig
import StraitModel
import StraitStore

/// The cell to run again, and what is known of its recorded run.
public struct ReproSubject: Sendable {
    /// A cell of a recorded run.
    public struct Recorded: Sendable {
        /// The run's id.
        public var run: String
        /// The cell's result; nil if the run did not reach it.
        public var result: CellResult?
        /// The image that it booted, if the same one is to be booted again.
        public var image: GuestImage?
    }

    /// The cell.
    public var cell: Cell
    /// Its kernel.
    public var kernel: KernelRequest
    /// The text of the configuration of the cell, for the record.
    public var configuration: String
    /// The recorded run; nil for a cell given by its axes.
    public var recorded: Recorded?

    /// Makes a cell from its axes.
    public init(_ asked: OneCell) throws {
        let matrix = try asked.matrix()
        cell = matrix.cells[0]
        kernel = Self.here(matrix.kernels[0])
        configuration = try asked.text
    }

    /// Finds a cell of a run: `name` is `RUN/cells/ID`, or an id if `run` is given. A `kernel` replaces the recorded
    /// one. Errors: `request` if there is no such run or cell.
    public init(recorded name: String, run: String?, kernel source: String? = nil) throws {
        let (run, id) = try Self.place(of: name, run: run)
        let directory = try RunDirectory.open(at: run)
        let record = directory.record
        let matrix = try directory.matrix()
        let result = try directory.results().cells.first { $0.id == id }
        guard var cell = Self.cell(id, of: matrix, record) else {
            throw StraitError(
                .request, "the run \(run) has no cell \(id); its cells are the directories of \(run)/cells")
        }
        guard let request = matrix.kernels.first(where: { $0.name == cell.kernel }) else {
            throw StraitError(.request, "the configuration of \(run) has no kernel \(cell.kernel)")
        }
        // The recorded seed is used, even if this version would compute another one.
        if let seed = result?.seed { cell.setup.seed = seed }
        self.cell = cell
        configuration = record.configuration
        recorded = Recorded(
            run: record.id, result: result, image: source == nil ? Self.image(of: cell, result, record) : nil)
        kernel =
            try source.map { Self.here(KernelRequest(name: cell.kernel, sources: try OneCell.sources($0))) } ?? request
    }

    /// Makes relative paths of the command line absolute.
    private static func here(_ kernel: KernelRequest) -> KernelRequest {
        kernel.located(in: FileManager.default.currentDirectoryPath, home: NSHomeDirectory())
    }

    /// The cell with an id. For one of several boots (`--repeat`) it is the cell that was repeated.
    private static func cell(_ id: String, of matrix: Matrix, _ record: RunRecord) -> Cell? {
        let group = record.groups.first { $0.kind == .repeats && $0.members.contains { $0.cell == id } }
        if let known = matrix.cells.first(where: { $0.id == group?.id ?? id }) { return known }
        // A run of repeats contains only the boots, each of which is the cell.
        return group.flatMap { group in
            matrix.cells.first { $0.id == id }.map { $0.named(group.id, parts: Array($0.idParts.dropLast())) }
        }
    }

    private static func place(of name: String, run: String?) throws -> (run: String, id: String) {
        if let run { return (URL(fileURLWithPath: run).path, name) }
        let url = URL(fileURLWithPath: name)
        let cells = url.deletingLastPathComponent()
        guard cells.lastPathComponent == "cells" else {
            throw StraitError(
                .request, "\(name) is not a cell of a run; write RUN/cells/ID, or ID with --run RUN, or name the axes")
        }
        return (cells.deletingLastPathComponent().path, url.lastPathComponent)
    }

    /// The image of the cell's kernel in the run.
    private static func image(of cell: Cell, _ result: CellResult?, _ record: RunRecord) -> GuestImage? {
        let fitting = record.images.filter { $0.kernel == cell.kernel && $0.architecture == cell.architecture }
        if let digest = result?.kernel.sha256 { return fitting.first { $0.kernelSHA256 == digest } }
        return fitting.first { $0.facts.pageSizeKiB == cell.setup.pageSizeKiB } ?? fitting.first
    }
}
