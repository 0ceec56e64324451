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
        let parts = PageParts(
            links: SquareLinks(grids), reports: ToldReports(findings.prefix(FindingView.mostRows)),
            allowance: Allowance(cells: Self.shareOfRun))
        let compared = BeforeAfter(input, cells)
        let list = CellList(cells, findings, limit: input.fullCells)
        let charts = grids.compactMap { grid in CapacityChart(grid)?.view(grid.architecture) }
        let open = Self.open(cells, findings)
        let cards = CellCards(
            input: input, kernels: kernels, count: list.full.count + run.controls.cells.count, reports: parts.reports)
        let details = list.full.map { cards.view($0, isOpen: open.contains($0.id)) }
        let finished = run.controls.cells.filter { $0.result != nil }
        return HeaderView.view(input, run).with([
            "moved": MovedView.view(input, parts), "coverage": CoverageView.view(input.coverage),
            "grids": GridView.views(Self.squares(grids, cells, input, compared), kernels: kernels, compared: compared),
            "hasGrids": !grids.isEmpty, "legend": legend(cells, compared),
            "searches": SearchView.view(input.results), "findings": FindingView.view(findings, grids, parts),
            "charts": charts.isEmpty ? nil : ["list": charts] as View,
            "layouts": LayoutsView.view(cells, input.base, kernels, shown: list.ids),
            "cells": details, "hasCells": !details.isEmpty, "rows": list.table(input, kernels),
            "controls": run.controls.view(details: finished.map { cards.view($0, isOpen: false) }),
            "made": ProvenanceView.view(input),
            "filter": filter(cells, kernels), "problems": input.problems, "hasProblems": !input.problems.isEmpty,
        ])
    }

    /// The sections about the run as a whole may show as much text of guests as one of so many cells.
    private static let shareOfRun = 15

    /// The grids of the matrix: where the base stands in the squares of the candidate, without cells of its own.
    private static func squares(
        _ grids: [Grid], _ cells: [ShownCell], _ input: ReportInput, _ compared: BeforeAfter?
    ) -> [Grid] {
        guard let compared, !compared.hidden.isEmpty else { return grids }
        let shown = cells.filter { !compared.hidden.contains($0.id) }
        return Grid.all(shown, searches: ShownSearch.all(input.record, input.results))
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

    /// The answers that cells have, for the filter: each with its question.
    private static func answers(_ cells: [ShownCell]) -> [View] {
        let tally = AnswerTally(cells)
        return CellQuestion.allCases.flatMap { question in
            Mark.states.filter { tally.count($0, of: question) > 0 }.map { state -> View in
                let mark = Mark(state, of: question)
                return ["key": state.key(of: question), "text": "\(mark.sign) \(question.noun) \(mark.word)"]
            }
        }
    }

    private static func legend(_ cells: [ShownCell], _ compared: BeforeAfter?) -> View {
        let verdicts = Set(cells.compactMap(\.verdict))
        let isKnown = cells.contains { Priority($0) == .known }
        return [
            "order": AnswerLegend.order, "compared": compared.map { "before → after: \($0.title)" },
            "answers": AnswerLegend(cells).entries.map {
                $0.mark.view.with(["word": $0.words.joined(separator: ", ")])
            },
            "news": verdicts.contains(where: \.isUnexpected),
            "standard": cells.contains(where: \.hasRule) ? "expected" : "before", "known": isKnown,
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
            "answers": answers(cells), "outcomes": outcomes(cells),
            "architectures": architectures.map { ["name": $0] as View },
            "verdicts": verdicts.isEmpty ? nil : ["list": verdicts] as View,
            "kernels": known.map { ["name": $0.key, "index": $0.value] as View },
        ]
    }
}
