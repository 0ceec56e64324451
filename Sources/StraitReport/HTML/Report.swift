// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A run as one self-contained page.
public enum Report {
    /// The page's name in a run's directory.
    public static let fileName = "report.html"

    /// The page, UTF-8; equal input gives equal bytes.
    public static func html(_ input: ReportInput) -> [UInt8] {
        Array(Templates.render("page", page(input)).utf8)
    }

    private static func page(_ input: ReportInput) -> View {
        let run = RunCells(input.record, input.results)
        let cells = run.asked
        let kernels = Self.kernels(cells + run.controls.cells)
        let grids = Grid.all(cells, searches: ShownSearch.all(input.record, input.results))
        let findings = Finding.all(cells)
        let list = CellList(cells, findings, limit: input.fullCells)
        let charts = grids.compactMap { grid in CapacityChart(grid)?.view(grid.architecture) }
        let open = Self.open(cells, findings)
        let cards = CellCards(input: input, kernels: kernels, count: list.full.count + run.controls.cells.count)
        let details = list.full.map { cards.view($0, isOpen: open.contains($0.id)) }
        let finished = run.controls.cells.filter { $0.result != nil }
        return HeaderView.view(input, run).with([
            "moved": MovedView.view(input), "coverage": CoverageView.view(input.coverage),
            "grids": GridView.views(grids, kernels: kernels), "hasGrids": !grids.isEmpty, "legend": legend(cells),
            "searches": SearchView.view(input.results), "findings": FindingView.view(findings, grids),
            "charts": charts.isEmpty ? nil : ["list": charts] as View,
            "layouts": LayoutsView.view(cells, input.base, kernels, shown: list.ids),
            "cells": details, "hasCells": !details.isEmpty, "rows": list.table(input, kernels),
            "controls": run.controls.view(details: finished.map { cards.view($0, isOpen: false) }),
            "made": ProvenanceView.view(input),
            "filter": filter(cells, kernels), "problems": input.problems, "hasProblems": !input.problems.isEmpty,
        ])
    }

    /// The cells to show expanded: one for each finding.
    private static func open(_ cells: [ShownCell], _ findings: [Finding]) -> Set<String> {
        if cells.count <= 3 { return Set(cells.map(\.id)) }
        let telling = findings.filter { $0.outcome != .unsupported && $0.priority != .known }
        return Set(telling.prefix(12).compactMap(\.cells.first?.id))
    }

    private static func kernels(_ cells: [ShownCell]) -> [String: Int] {
        var result: [String: Int] = [:]
        for cell in cells where result[cell.kernel] == nil { result[cell.kernel] = result.count }
        return result
    }

    private static func outcomes(_ cells: [ShownCell]) -> [View] {
        let present = Set(cells.map(\.outcome))
        let outcomes = Mark.outcomes.map(Optional.some) + [nil]
        return outcomes.filter(present.contains).map {
            ["sign": Mark($0).sign, "word": Mark($0).word, "outcome": $0?.rawValue ?? "none"] as View
        }
    }

    private static func verdicts(_ cells: [ShownCell]) -> [View] {
        let present = Set(cells.compactMap(\.verdict))
        return CellVerdict.byUrgency.filter(present.contains).map {
            ["sign": Mark($0).sign, "word": Mark($0).word, "verdict": $0.rawValue] as View
        }
    }

    private static func legend(_ cells: [ShownCell]) -> View {
        let verdicts = Set(cells.compactMap(\.verdict))
        let isKnown = cells.contains { Priority($0) == .known }
        return [
            "outcomes": outcomes(cells), "news": verdicts.contains(where: \.isUnexpected), "known": isKnown,
            "hasVerdicts": !verdicts.isEmpty,
        ]
    }

    private static func filter(_ cells: [ShownCell], _ kernels: [String: Int]) -> View? {
        let architectures = Set(cells.map(\.architecture)).sorted().map(\.rawValue)
        let names = Set(cells.map(\.kernel))
        let verdicts = Self.verdicts(cells)
        guard max(architectures.count, names.count, Set(cells.map(\.outcome)).count, verdicts.count) > 1 else {
            return nil
        }
        let known = kernels.filter { names.contains($0.key) }.sorted { $0.value < $1.value }
        return [
            "outcomes": outcomes(cells), "architectures": architectures.map { ["name": $0] as View },
            "verdicts": verdicts.isEmpty ? nil : ["list": verdicts] as View,
            "kernels": known.map { ["name": $0.key, "index": $0.value] as View },
        ]
    }
}
