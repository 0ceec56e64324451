// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The values of a grid for its template.
struct GridView {
    let grid: Grid
    /// The number of each kernel in the page.
    let kernels: [String: Int]
    /// Whether entries show only signs, because words do not fit.
    let dense: Bool
    /// The most characters of a reason.
    let limit: Int
    /// How the squares were; nil if nothing is compared.
    let compared: BeforeAfter?

    /// If one grid has more entries or columns than these, all grids of the run are dense.
    private static let (roomy, roomyColumns) = (120, 8)
    /// With more entries than this, the length of each one matters.
    private static let large = 2000
    /// More rows than this are split into tables with their own heads, which browsers draw only when they are visible.
    private static let rowsOfTable = 50

    /// The grids of a run, all in the same style.
    static func views(_ grids: [Grid], kernels: [String: Int], compared: BeforeAfter?) -> [View] {
        let counts = grids.map { grid in grid.rows.reduce(0) { $0 + $1.cellGroups.reduce(0) { $0 + $1.count } } }
        let dense = counts.contains { $0 > roomy } || grids.contains { $0.columns.count > roomyColumns }
        let limit = counts.reduce(0, +) > large ? 60 : 300
        return grids.map { GridView(grid: $0, kernels: kernels, dense: dense, limit: limit, compared: compared).view }
    }

    private var view: View {
        let parts = self.parts
        return [
            "arch": grid.architecture.rawValue, "across": grid.columnTitle,
            "constants": grid.constants.isEmpty ? nil : grid.constants.map(\.constant).joined(separator: ", "),
            "assumptions": grid.assumptions.isEmpty ? nil : grid.assumptions.map(\.words).joined(separator: ", "),
            "count": Words.count(grid.cells.count, "cell"),
            "tables": parts.enumerated().map { table($1, $0, parts.count) },
        ]
    }

    /// The rows, split into tables: one for each kernel if there are many.
    private var parts: [[GridRow]] {
        guard grid.rows.count > Self.rowsOfTable else { return [grid.rows] }
        return grid.rows.reduce(into: [[GridRow]]()) { parts, row in
            if let last = parts.last, last.count < Self.rowsOfTable, last[0].kernel == row.kernel {
                parts[parts.count - 1].append(row)
            } else {
                parts.append([row])
            }
        }
    }

    private func table(_ rows: [GridRow], _ index: Int, _ count: Int) -> View {
        let part = count > 1 ? ", table \(index + 1) of \(count): \(rows.first?.kernel ?? "")" : ""
        return [
            "title": "\(grid.architecture.rawValue), \(grid.columnTitle) across\(part)",
            "columns": grid.columns.map(head), "dense": dense, "lazy": count > 1, "compared": compared != nil,
            "rows": rows.enumerated().map { row($1, isFirst: $0 == 0) },
        ]
    }

    private func head(_ column: GridColumn) -> View {
        [
            "text": dense ? column.short : column.label, "detail": column.detail,
            "title": [column.label, column.detail].compactMap { $0 }.joined(separator: ", "),
        ]
    }

    private func row(_ row: GridRow, isFirst: Bool) -> View {
        // The row with the group's name may be in the previous table.
        let isWithin = row.isWithin && !isFirst
        return [
            "label": isWithin ? row.label : row.full,
            "within": isWithin ? row.group.map(\.words).joined(separator: " · ") : nil,
            "places": zip(grid.columns, row.cellGroups).map { column, place in
                let name = "\(row.full) · \(column.label)"
                let squares = place.map {
                    GridCell(group: $0, before: compared?.before($0), dense: dense, limit: limit, place: name)
                        .view(kernels)
                }
                return ["squares": squares, "empty": place.isEmpty] as View
            },
        ]
    }
}
