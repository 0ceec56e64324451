// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The matrix of one architecture as a table: the most interesting axis gives the columns, the other dimensions give
/// the rows.
package struct Grid: Sendable {
    /// The architecture.
    package let architecture: Architecture
    /// The axis of the columns.
    package let columnAxis: ColumnAxis
    /// The columns, from left to right.
    package let columns: [GridColumn]
    /// The rows, from top to bottom.
    package let rows: [GridRow]
    /// The values that all cells share.
    package let constants: [Trait]
    /// The values of every row that does not name another one.
    package let assumptions: [Trait]
    /// Its cells, in the order of the matrix.
    package let cells: [ShownCell]
    private let order: GridRows

    /// Makes the grid of an architecture's cells.
    package init(_ architecture: Architecture, _ cells: [ShownCell], searches: [ShownSearch] = []) {
        let columnAxis = ColumnAxis(architecture, cells)
        let dimensions = Dimension.all(of: architecture).filter { $0.name != columnAxis.name }
        let split = dimensions.map { (dimension: $0, isSame: Set(cells.map($0.value)).count < 2) }
        // A search along the column axis is not grouped: each of its values has a column.
        let groups = CellGroup.all(cells, searches: searches.filter { $0.search.axis != columnAxis.name })
        self.architecture = architecture
        self.columnAxis = columnAxis
        self.cells = cells
        columns = columnAxis.columns(cells)
        order = GridRows(columnAxis, columns, split.filter { !$0.isSame }.map(\.dimension), groups)
        rows = order.rows(groups)
        assumptions = order.assumptions
        // A value that no cell requests is not shown.
        constants = split.filter(\.isSame).compactMap { dimension, _ in
            cells.first.flatMap(dimension.value).map { Trait(dimension: dimension.name, value: $0) }
        }
    }

    /// How a cell's machine differs from the others of the grid, without its column and its layout.
    package func machine(_ cell: ShownCell) -> [Trait] { order.machine(cell) }

    /// The grids of a run, one for each of its architectures.
    package static func all(_ cells: [ShownCell], searches: [ShownSearch] = []) -> [Grid] {
        let groups = Dictionary(grouping: cells, by: \.architecture)
        return groups.keys.sorted().compactMap { key in
            groups[key].map { Grid(key, $0, searches: searches) }
        }
    }
}
