// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A run as one self-contained page.
public enum Report {
    /// The page, UTF-8: same input, same bytes.
    public static func html(_ input: ReportInput) -> [UInt8] {
        Array(Templates.render("page", page(input)).utf8)
    }

    private static func page(_ input: ReportInput) -> View {
        let items = Item.all(input)
        let kernels = Self.kernels(items)
        let grids = Grid.all(items)
        let list = CellList(items, limit: input.fullCells)
        let charts = grids.compactMap { grid in CapacityChart(grid)?.view(grid.architecture) }
        // One cell for each reason: the others tell the same again, and are a click away.
        let open =
            items.count <= 3
            ? Set(items.map(\.id))
            : Set(Finding.all(items).filter { $0.outcome != .unsupported }.prefix(12).compactMap(\.items.first?.id))
        let cells = list.full.map { item in
            item.result.map {
                CellView(
                    item: item, result: $0, evidence: input.evidence(item.id), base: input.base,
                    kernelIndex: kernels[item.kernel] ?? 0, isOpen: open.contains(item.id),
                    allowance: Allowance(cells: list.full.count)
                ).view
            } ?? [:]
        }
        return header(input).with([
            "moved": MovedView.view(input),
            "grids": grids.map { $0.view(kernels: kernels) }, "legend": legend(items),
            "findings": Self.findings(items, grids), "charts": charts.isEmpty ? nil : ["list": charts] as View,
            "cells": cells, "hasCells": !cells.isEmpty, "rows": list.table(input, kernels),
            "made": MadeView.view(input),
            "filter": filter(items, kernels), "problems": input.problems, "hasProblems": !input.problems.isEmpty,
        ])
    }

    private static func header(_ input: ReportInput) -> View {
        let verdict = Verdict(input)
        let order: [Outcome] = [.passed, .failed, .crashed, .hung, .invalid, .infrastructure, .unsupported]
        let figures = order.compactMap { outcome in
            verdict.counts[outcome].map { count -> View in
                [
                    "sign": Words.sign(outcome), "word": outcome.rawValue, "outcome": outcome.rawValue,
                    "count": Words.grouped(count),
                ]
            }
        }
        return [
            "name": input.record.name, "id": input.record.id, "started": input.record.started,
            "host": input.record.host.name, "sentence": verdict.sentence, "besides": verdict.besides,
            "figures": figures, "movedFigures": MovedView.figures(input),
            "missing": verdict.missing > 0 ? Words.grouped(verdict.missing) : nil,
            "time": Verdict.wallTime(input.results).map(Words.time), "worst": verdict.worst?.rawValue ?? "none",
            "worstSign": Words.sign(verdict.worst), "total": Words.grouped(verdict.total),
            "noun": verdict.total == 1 ? "cell" : "cells",
            "refresh": input.refresh.map { ["seconds": $0] as View },
            "policy": Policy.header, "style": Raw(Templates.style), "script": Raw(Templates.script),
        ]
    }

    private static func kernels(_ items: [Item]) -> [String: Int] {
        var result: [String: Int] = [:]
        for item in items where result[item.kernel] == nil { result[item.kernel] = result.count }
        return result
    }

    private static func legend(_ items: [Item]) -> [View] {
        let present = Set(items.map(\.outcome))
        let outcomes: [Outcome?] = [.passed, .failed, .crashed, .hung, .invalid, .infrastructure, .unsupported, nil]
        return outcomes.filter(present.contains).map {
            ["sign": Words.sign($0), "word": Words.word($0), "outcome": $0?.rawValue ?? "none"] as View
        }
    }

    private static func findings(_ items: [Item], _ grids: [Grid]) -> View? {
        let findings = Finding.all(items)
        guard !findings.isEmpty else { return nil }
        let rows = findings.prefix(40).map { finding -> View in
            [
                "outcome": finding.outcome.rawValue, "sign": Words.sign(finding.outcome),
                "word": Words.word(finding.outcome), "title": finding.title, "explanation": finding.explanation,
                "where": finding.place(in: grids),
                "count": Words.grouped(finding.items.count),
                "cells": finding.items.prefix(6).map { ["href": Links.anchor($0.id), "id": $0.id] as View },
                "more": finding.items.count > 6 ? "and \(Words.grouped(finding.items.count - 6)) more" : nil,
            ]
        }
        let more = findings.count - rows.count
        return ["rows": rows, "more": more > 0 ? Words.count(more, "more reason") : nil]
    }

    private static func filter(_ items: [Item], _ kernels: [String: Int]) -> View? {
        let architectures = Set(items.map(\.architecture)).sorted().map(\.rawValue)
        guard max(architectures.count, kernels.count, Set(items.map(\.outcome)).count) > 1 else { return nil }
        return [
            "outcomes": legend(items), "architectures": architectures.map { ["name": $0] as View },
            "kernels": kernels.sorted { $0.value < $1.value }.map { ["name": $0.key, "index": $0.value] as View },
        ]
    }
}

/// Text of the page's own that goes into it as it stands; nothing from a run is ever one.
struct Raw: Shown {
    let text: String
    init(_ text: String) { self.text = text }
    var shown: Any { text }
}
