// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// Which cells are shown with everything, and which as a row of a table.
struct CellList {
    let full: [ShownCell]
    let rows: [ShownCell]

    /// Every cell that has a place of its own in the page.
    var ids: Set<String> { Set((full + rows).map(\.id)) }

    init(_ items: [ShownCell], _ findings: [Finding], limit: Int) {
        let finished = items.filter { $0.result != nil }
        // A cell that could not be has no evidence: its reason is all there is.
        let candidates = finished.filter { $0.outcome != .unsupported }
        let chosen = Set(Self.spread(candidates, findings, limit).map(\.id))
        let shown = candidates.filter { chosen.contains($0.id) }
        full = Priority.allCases.flatMap { standing in shown.filter { Priority($0) == standing } }
        rows = finished.filter { !chosen.contains($0.id) }
    }

    /// Where not all fit: one of each reason, then a second of each, so that a frequent reason does not push out a rare one; passed
    /// cells come last.
    private static func spread(_ items: [ShownCell], _ findings: [Finding], _ limit: Int) -> [ShownCell] {
        guard items.count > limit else { return items }
        let reasons = findings.filter { $0.outcome != .unsupported }.map(\.items)
        var result: [ShownCell] = []
        for groups in [reasons, [items.filter { Priority($0) == .fine }]] {
            let longest = groups.map(\.count).max() ?? 0
            for place in 0..<longest {
                for group in groups where place < group.count {
                    guard result.count < limit else { return result }
                    result.append(group[place])
                }
            }
        }
        return result
    }

    /// The tables of the others: one for each architecture and kernel, so that a reader opens only what is looked for.
    func table(_ input: ReportInput, _ kernels: [String: Int]) -> View? {
        guard !rows.isEmpty else { return nil }
        var groups: [[ShownCell]] = []
        for item in rows {
            if let last = groups.last?.last, last.architecture == item.architecture, last.kernel == item.kernel,
                groups[groups.count - 1].count < Self.rowsOfTable
            {
                groups[groups.count - 1].append(item)
            } else {
                groups.append([item])
            }
        }
        return [
            "count": Words.count(rows.count, "cell"), "limited": rows.contains { $0.outcome != .unsupported },
            "groups": groups.map { Self.group($0, groups.count, input.base, kernels) },
        ]
    }

    private static let rowsOfTable = 500

    private static func group(_ items: [ShownCell], _ groups: Int, _ base: String, _ kernels: [String: Int]) -> View {
        let counts = Dictionary(items.map { ($0.outcome, 1) }, uniquingKeysWith: +)
        let words = Outcome.bySeverity.compactMap { outcome in
            counts[outcome].map { "\(Mark(outcome).sign) \($0) \(outcome.rawValue)" }
        }
        return [
            "arch": items[0].architecture.rawValue, "kernel": items[0].kernel, "open": groups == 1 && items.count <= 50,
            "counts": words.joined(separator: ", "), "rows": items.map { row($0, base, kernels) },
        ]
    }

    /// What was expected of a cell, where that is not what came: ten thousand times "as expected" is no news.
    private static func expectation(_ item: ShownCell) -> String? {
        guard let verdict = item.verdict, verdict != .asExpected || item.outcome != .passed else { return nil }
        let expected = item.result?.expectation.flatMap { verdict.isUnexpected ? ", expected \($0.description)" : nil }
        return "\(Mark(verdict).sign) \(Mark(verdict).word)\(expected ?? "")"
    }

    private static func row(_ item: ShownCell, _ base: String, _ kernels: [String: Int]) -> View {
        let sizes = item.result?.deviceMemory ?? []
        return [
            "id": item.id, "kernel": kernels[item.kernel] ?? 0, "arch": item.architecture.rawValue,
            "verdict": item.verdict?.rawValue, "expectation": expectation(item),
            "outcome": item.outcome?.rawValue, "sign": Mark(item.outcome).sign, "word": Mark(item.outcome).word,
            "note": item.outcome == .passed ? nil : item.note,
            // What an errno means is said once, among the reasons, and not ten thousand times.
            "cause": item.result?.errno == nil ? item.result?.cause.map { Clean.line($0, limit: 120) } : nil,
            "capacity": item.result?.capacity.map { Words.size($0.largestMiB) } ?? "–",
            "sizes": sizes.isEmpty
                ? "–" : sizes.map { "\(Mark($0.outcome).sign) \($0.request)" }.joined(separator: " "),
            "time": item.outcome == .unsupported ? "–" : item.result.map { Words.time($0.phases.total) },
            "href": Links.file(base, "cells", item.id) + "/",
        ]
    }
}
