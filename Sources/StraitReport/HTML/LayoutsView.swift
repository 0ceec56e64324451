// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The groups of layouts: how often the kernel passed and with which layouts; and the boots of one layout.
enum LayoutsView {
    /// The most layouts with a row, over all groups; the others are in the table of cells, or have a directory.
    private static let mostRows = 1500

    /// Nil if the matrix has no such groups.
    static func view(_ cells: [ShownCell], _ base: String, _ kernels: [String: Int], shown: Set<String>) -> View? {
        let groups = CellGroup.all(cells).filter { $0.isGroup && $0.cells.contains { $0.result != nil } }
        guard !groups.isEmpty else { return nil }
        var left = mostRows
        // Groups with mixed results come first, then the order of the matrix.
        let order = groups.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
        var full: Set<String> = []
        for (_, group) in order where group.cells.count <= left {
            left -= group.cells.count
            full.insert(group.id)
        }
        return [
            "list": groups.filter { full.contains($0.id) }.map { card($0, base, kernels, shown) },
            "rest": groups.filter { !full.contains($0.id) }.map { line($0, kernels) },
            "hasRest": full.count < groups.count,
        ]
    }

    private static func rank(_ group: CellGroup) -> Int {
        if group.isBroken || Priority(group.worst) == .unexpected { return 0 }
        return group.isMixed ? 1 : group.worst.outcome == .passed ? 3 : 2
    }

    private static func card(
        _ group: CellGroup, _ base: String, _ kernels: [String: Int], _ shown: Set<String>
    ) -> View {
        let layouts = group.cells.compactMap(\.result?.layout)
        let fields = LayoutDifference.Field.allCases.filter { field in layouts.contains { field.value($0) != nil } }
        return line(group, kernels).with([
            "open": group.isMixed || group.isBroken || Priority(group.worst) == .unexpected,
            "fields": fields.map(\.name), "noun": group.noun == "boot" ? "Boot" : "Layout",
            "difference": LayoutDifference(group.cells)?.sentence,
            "interval": group.replay == nil ? interval(group.rate) : nil,
            // Cells that did not pass come first, because readers want to boot these again.
            "rows": group.ranked.map { row($0, fields, base, shown) },
        ])
    }

    private static func line(_ group: CellGroup, _ kernels: [String: Int]) -> View {
        let worst = group.worst
        let verdict = worst.verdict.flatMap { $0.isUnexpected ? $0 : nil }
        return [
            "id": group.id, "arch": worst.architecture.rawValue, "kernel": kernels[worst.kernel] ?? 0,
            "outcomes": group.cells.map { $0.outcome?.rawValue ?? "none" }.joined(separator: " "),
            "verdicts": group.cells.compactMap { $0.verdict?.rawValue }.joined(separator: " "),
            "answerKeys": group.answerKeys,
            "outcome": worst.outcome?.rawValue ?? "none", "sign": Mark(worst.outcome).sign,
            "count": "\(group.rate.hits) of \(group.rate.trials) passed" + (group.open.map { ", \($0)" } ?? ""),
            "verdict": verdict.map { "\(Mark($0).sign) \(Mark($0).word)" },
            "news": verdict == nil && !group.isBroken ? nil : "news",
            "percent": group.replay ?? Words.interval(group.rate).map { "95 % interval \($0)" },
        ]
    }

    /// The rate and its interval as a bar of 200 units.
    private static func interval(_ rate: Rate) -> View? {
        guard rate.trials > 0 else { return nil }
        let (low, high) = (rate.interval.lowerBound * 200, rate.interval.upperBound * 200)
        return [
            "x": place(low), "width": place(high - low), "at": place(Double(rate.hits) / Double(rate.trials) * 200),
            "text": "passed \(rate)",
        ]
    }

    private static func row(
        _ cell: ShownCell, _ fields: [LayoutDifference.Field], _ base: String, _ shown: Set<String>
    ) -> View {
        let result = cell.result
        // A layout links to its detailed view or its row; without either it links to its directory.
        let href =
            result == nil
            ? nil : shown.contains(cell.id) ? Links.anchor(cell.id) : Links.file(base, "cells", cell.id) + "/"
        return [
            "number": cell.draw.map { "#\($0.member.number)" }, "href": href,
            "seed": (result?.layout?.seed ?? result?.seed ?? cell.draw?.member.seed.map { UInt64($0) }).map(
                String.init),
            "signs": cell.marks.map(\.view), "answers": cell.answerWords,
            "outcome": cell.outcome?.rawValue ?? "none", "sign": Mark(cell.outcome).sign,
            "word": Mark(cell.outcome).word, "note": cell.outcome == .passed ? nil : cell.note,
            "verdict": cell.verdict.flatMap { $0.isUnexpected ? "\(Mark($0).sign) \(Mark($0).word)" : nil },
            "capacity": result?.capacity.map { Words.size($0.largestMiB) } ?? "–",
            "reproduction": result?.reproduction,
            "places": fields.map { field in result?.layout.flatMap(field.value)?.description ?? "–" },
        ]
    }
}
