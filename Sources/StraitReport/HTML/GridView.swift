// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A grid as its template takes it.
struct GridView {
    let grid: Grid
    /// The page's number of each kernel.
    let kernels: [String: Int]
    /// Whether a square is its sign alone: words would not fit side by side.
    let dense: Bool
    /// The most characters of a square's reason.
    let limit: Int

    /// More squares or columns than these in one grid of a run, and all of its grids are dense.
    private static let (roomy, roomyColumns) = (120, 8)
    /// More squares than this, and each character of theirs counts.
    private static let large = 2000
    /// More rows than this are tables of their own: with their own heads to read by, and drawn only when they are looked at.
    private static let rowsOfTable = 50

    /// A run's grids: all of one kind, so that what is seen of one is known of the next.
    static func views(_ grids: [Grid], kernels: [String: Int]) -> [View] {
        let counts = grids.map { grid in grid.rows.reduce(0) { $0 + $1.cellGroups.reduce(0) { $0 + $1.count } } }
        let dense = counts.contains { $0 > roomy } || grids.contains { $0.columns.count > roomyColumns }
        let limit = counts.reduce(0, +) > large ? 100 : 300
        return grids.map { GridView(grid: $0, kernels: kernels, dense: dense, limit: limit).view }
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

    /// The rows in tables: one for each kernel where there are many.
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
            "columns": grid.columns.map(head), "dense": dense, "lazy": count > 1,
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
        // The row that says its group's name may be in the table before.
        let isWithin = row.isWithin && !isFirst
        return [
            "label": isWithin ? row.label : row.full,
            "within": isWithin ? row.group.map(\.words).joined(separator: " · ") : nil,
            "places": zip(grid.columns, row.cellGroups).map { column, place in
                let name = "\(row.full) · \(column.label)"
                let squares = place.map {
                    GridCell(group: $0, dense: dense, limit: limit, place: name).view(kernels)
                }
                return ["squares": squares, "empty": place.isEmpty] as View
            },
        ]
    }
}
