// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitReport
import StraitStore
import StraitSystem

/// Which lines of its kernels a run's cells ran, from its directory.
public struct RunCoverage: Sendable {
    /// The kernels that count, in the order of the configuration.
    public let kernels: [KernelLines]
    /// The kernels with functions whose calls are counted, in the order of the configuration.
    public let calls: [KernelCalls]
    /// Files that cannot be used, one sentence each.
    public let problems: [String]
    /// The run's id.
    let run: String
    private let path: String

    /// The most bytes of a cell's file to read: 200 times what one of a long series takes.
    private static let largest = 64 << 20

    /// Reads the cells' files. A run without counting kernels has no kernels.
    public init(_ directory: RunDirectory) {
        var problems: [String] = []
        let record = directory.record
        let counting = record.images.filter { $0.coverage != nil }
        var cells: [String: [(architecture: Architecture, coverage: CellCoverage)]] = [:]
        let probed = record.kernels.filter { !$0.functions.isEmpty }
        let names = Set(counting.map(\.kernel) + probed.map(\.name))
        for cell in record.cells where names.contains(cell.kernel) {
            do {
                guard let coverage = try Self.read(cell.id, in: directory) else { continue }
                cells[cell.kernel, default: []].append((cell.architecture, coverage))
            } catch {
                problems.append(
                    "\(directory.path)/cells/\(cell.id)/\(CellCoverage.fileName) is left out: \(JSON.sentence(of: error))"
                )
            }
        }
        kernels = counting.map(\.kernel).uniqued().map { name in
            KernelLines(kernel: name, images: counting.filter { $0.kernel == name }, cells: cells[name] ?? [])
        }
        calls = probed.map { KernelCalls(kernel: $0.name, names: $0.functions, cells: cells[$0.name] ?? []) }
        self.problems = problems
        run = record.id
        path = directory.path
    }

    private static func read(_ cell: String, in directory: RunDirectory) throws -> CellCoverage? {
        guard let bytes = try directory.read(CellCoverage.fileName, of: cell, count: largest) else { return nil }
        let coverage = try JSON.decode(CellCoverage.self, bytes)
        guard coverage.schema == CellCoverage.currentSchema else {
            throw StraitError(.request, "it has the schema \(coverage.schema), not \(CellCoverage.currentSchema)")
        }
        return coverage
    }

    /// The kernel of a name; without a name the only one, or the only one with patches. Errors: `request` where there is
    /// none, or several.
    public func kernel(_ name: String?, option: String, patched: Bool) throws -> KernelLines {
        let names = kernels.map(\.kernel).joined(separator: ", ")
        guard !kernels.isEmpty else {
            throw StraitError(
                .request,
                "no kernel of \(path) counts the lines that run: write coverage: true at a tree: kernel, or functions: at any"
            )
        }
        if let name {
            if let kernel = kernels.first(where: { $0.kernel == name }) { return kernel }
            throw StraitError(
                .request, "\(path) has no counting kernel \(name), it has \(names); name one with \(option)")
        }
        let fitting = kernels.count == 1 ? kernels : kernels.filter { $0.hasChanges == patched }
        guard fitting.count == 1 else {
            throw StraitError(.request, "\(path) has the counting kernels \(names); name one with \(option)")
        }
        return fitting[0]
    }

    /// The kernels to show: the one of a name, those with patches, or all if none has any.
    public func shown(_ name: String?) throws -> [KernelLines] {
        // A run may count nothing but calls.
        if kernels.isEmpty, !calls.isEmpty, name == nil || calls.contains(where: { $0.kernel == name }) { return [] }
        if let name { return [try kernel(name, option: "--kernel", patched: true)] }
        _ = kernels.isEmpty ? try kernel(nil, option: "--kernel", patched: true) : nil
        let patched = kernels.filter(\.hasChanges)
        return patched.isEmpty ? kernels : patched
    }

    /// The document for other programs.
    public func document(_ kernels: [(lines: KernelLines, lost: LostLines?)]) -> CoverageDocument {
        CoverageDocument(run: run, kernels, calls: calls)
    }
}
