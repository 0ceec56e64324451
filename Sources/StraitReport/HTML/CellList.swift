// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// Chooses which cells are shown in full, and which as a row of a table.
struct CellList {
    let full: [ShownCell]
    let rows: [ShownCell]

    /// Every cell that is shown in the page.
    var ids: Set<String> { Set((full + rows).map(\.id)) }

    init(_ cells: [ShownCell], _ findings: [Finding], limit: Int) {
        let finished = cells.filter { $0.result != nil }
        // An unsupported cell has no evidence; its reason is enough.
        let candidates = finished.filter { $0.outcome != .unsupported }
        let chosen = Set(Self.spread(candidates, findings, limit).map(\.id))
        let shown = candidates.filter { chosen.contains($0.id) }
        full = Priority.allCases.flatMap { priority in shown.filter { Priority($0) == priority } }
        rows = finished.filter { !chosen.contains($0.id) }
    }

    /// If not all fit: one cell for each reason, then a second for each, so that a frequent reason does not displace a
    /// rare one; passed cells come last.
    private static func spread(_ cells: [ShownCell], _ findings: [Finding], _ limit: Int) -> [ShownCell] {
        guard cells.count > limit else { return cells }
        let reasons = findings.filter { $0.outcome != .unsupported }.map(\.cells)
        var result: [ShownCell] = []
        // A cell has a reason for each thing that went wrong in it.
        var chosen: Set<String> = []
        for groups in [reasons, [cells.filter { Priority($0) == .fine }]] {
            let longest = groups.map(\.count).max() ?? 0
            for place in 0..<longest {
                for group in groups where place < group.count {
                    guard result.count < limit else { return result }
                    if chosen.insert(group[place].id).inserted { result.append(group[place]) }
                }
            }
        }
        return result
    }

    /// The tables of the other cells, one for each architecture and kernel, so that a reader opens only one.
    func table(_ input: ReportInput, _ kernels: [String: Int]) -> View? {
        guard !rows.isEmpty else { return nil }
        var groups: [[ShownCell]] = []
        for cell in rows {
            if let last = groups.last?.last, last.architecture == cell.architecture, last.kernel == cell.kernel,
                groups[groups.count - 1].count < Self.rowsOfTable
            {
                groups[groups.count - 1].append(cell)
            } else {
                groups.append([cell])
            }
        }
        return [
            "count": Words.count(rows.count, "cell"), "limited": rows.contains { $0.outcome != .unsupported },
            "groups": groups.map { Self.group($0, groups.count, input.base, kernels) },
        ]
    }

    private static let rowsOfTable = 500

    private static func group(_ cells: [ShownCell], _ groups: Int, _ base: String, _ kernels: [String: Int]) -> View {
        let counts = Dictionary(cells.map { ($0.outcome, 1) }, uniquingKeysWith: +)
        let words = Outcome.bySeverity.compactMap { outcome in
            counts[outcome].map { "\(Mark(outcome).sign) \($0) \(outcome.rawValue)" }
        }
        return [
            "arch": cells[0].architecture.rawValue, "kernel": cells[0].kernel, "open": groups == 1 && cells.count <= 50,
            "counts": words.joined(separator: ", "), "rows": cells.map { row($0, base, kernels) },
        ]
    }

    /// The expectation, if the cell did not meet it: "as expected" ten thousand times would say nothing.
    private static func expectation(_ cell: ShownCell) -> String? {
        guard let verdict = cell.verdict, verdict.isNews || cell.outcome != .passed else { return nil }
        let expected = cell.result?.expectation.flatMap { verdict.isUnexpected ? ", expected \($0.description)" : nil }
        return "\(Mark(verdict).sign) \(Mark(verdict).word)\(expected ?? "")"
    }

    private static func row(_ cell: ShownCell, _ base: String, _ kernels: [String: Int]) -> View {
        let sizes = cell.result?.deviceMemory ?? []
        return [
            "id": cell.id, "kernel": kernels[cell.kernel] ?? 0, "arch": cell.architecture.rawValue,
            "verdict": cell.verdict?.rawValue, "expectation": expectation(cell),
            "answers": cell.marks.map(\.worded), "answerKeys": cell.answerKeys,
            "outcome": cell.outcome?.rawValue, "sign": Mark(cell.outcome).sign, "word": Mark(cell.outcome).word,
            "note": cell.outcome == .passed ? nil : cell.note,
            // The meaning of an errno is explained once, among the findings.
            "cause": cell.result?.errno == nil ? cell.result?.cause.map { Clean.line($0, limit: 120) } : nil,
            "capacity": cell.result?.capacity.map { Words.size($0.largestMiB) } ?? "–",
            "sizes": sizes.isEmpty
                ? "–" : sizes.map { "\(Mark($0.outcome).sign) \($0.request)" }.joined(separator: " "),
            "time": cell.outcome == .unsupported ? "–" : cell.result.map { Words.time($0.phases.total) },
            "href": Links.file(base, "cells", cell.id) + "/",
        ]
    }
}
