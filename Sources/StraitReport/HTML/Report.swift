// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A run as one self-contained page.
public enum Report {
    /// The page's name in a run's directory.
    public static let fileName = "report.html"

    /// The page, UTF-8: same input, same bytes.
    public static func html(_ input: ReportInput) -> [UInt8] {
        Array(Templates.render("page", page(input)).utf8)
    }

    private static func page(_ input: ReportInput) -> View {
        let run = RunCells(input.record, input.results)
        let items = run.asked
        let kernels = Self.kernels(items + run.controls.items)
        let grids = Grid.all(items, searches: ShownSearch.all(input.record, input.results))
        let findings = Finding.all(items)
        let list = CellList(items, findings, limit: input.fullCells)
        let charts = grids.compactMap { grid in CapacityChart(grid)?.view(grid.architecture) }
        let open = Self.open(items, findings)
        let cards = CellCards(input: input, kernels: kernels, count: list.full.count + run.controls.items.count)
        let cells = list.full.map { cards.view($0, isOpen: open.contains($0.id)) }
        let finished = run.controls.items.filter { $0.result != nil }
        return HeaderView.view(input, run).with([
            "moved": MovedView.view(input),
            "grids": GridView.views(grids, kernels: kernels), "hasGrids": !grids.isEmpty, "legend": legend(items),
            "searches": SearchView.view(input.results), "findings": FindingView.view(findings, grids),
            "charts": charts.isEmpty ? nil : ["list": charts] as View,
            "layouts": LayoutsView.view(items, input.base, kernels, shown: list.ids),
            "cells": cells, "hasCells": !cells.isEmpty, "rows": list.table(input, kernels),
            "controls": run.controls.view(cells: finished.map { cards.view($0, isOpen: false) }),
            "made": ProvenanceView.view(input),
            "filter": filter(items, kernels), "problems": input.problems, "hasProblems": !input.problems.isEmpty,
        ])
    }

    /// One cell for each reason: the others tell the same again, and are a click away.
    private static func open(_ items: [ShownCell], _ findings: [Finding]) -> Set<String> {
        if items.count <= 3 { return Set(items.map(\.id)) }
        let telling = findings.filter { $0.outcome != .unsupported && $0.standing != .known }
        return Set(telling.prefix(12).compactMap(\.items.first?.id))
    }

    private static func kernels(_ items: [ShownCell]) -> [String: Int] {
        var result: [String: Int] = [:]
        for item in items where result[item.kernel] == nil { result[item.kernel] = result.count }
        return result
    }

    private static func outcomes(_ items: [ShownCell]) -> [View] {
        let present = Set(items.map(\.outcome))
        let outcomes = Mark.outcomes.map(Optional.some) + [nil]
        return outcomes.filter(present.contains).map {
            ["sign": Mark($0).sign, "word": Mark($0).word, "outcome": $0?.rawValue ?? "none"] as View
        }
    }

    private static func verdicts(_ items: [ShownCell]) -> [View] {
        let present = Set(items.compactMap(\.verdict))
        return CellVerdict.byUrgency.filter(present.contains).map {
            ["sign": Mark($0).sign, "word": Mark($0).word, "verdict": $0.rawValue] as View
        }
    }

    private static func legend(_ items: [ShownCell]) -> View {
        let verdicts = Set(items.compactMap(\.verdict))
        let isKnown = items.contains { Priority($0) == .known }
        return [
            "outcomes": outcomes(items), "news": verdicts.contains(where: \.isUnexpected), "known": isKnown,
            "hasVerdicts": !verdicts.isEmpty,
        ]
    }

    private static func filter(_ items: [ShownCell], _ kernels: [String: Int]) -> View? {
        let architectures = Set(items.map(\.architecture)).sorted().map(\.rawValue)
        let names = Set(items.map(\.kernel))
        let verdicts = Self.verdicts(items)
        guard max(architectures.count, names.count, Set(items.map(\.outcome)).count, verdicts.count) > 1 else {
            return nil
        }
        let known = kernels.filter { names.contains($0.key) }.sorted { $0.value < $1.value }
        return [
            "outcomes": outcomes(items), "architectures": architectures.map { ["name": $0] as View },
            "verdicts": verdicts.isEmpty ? nil : ["list": verdicts] as View,
            "kernels": known.map { ["name": $0.key, "index": $0.value] as View },
        ]
    }
}
