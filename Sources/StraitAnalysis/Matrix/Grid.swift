// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The matrix of one architecture: what is looked at most across, the rest down.
package struct Grid: Sendable {
    package let architecture: Architecture
    /// The axis across.
    package let columnAxis: ColumnAxis
    package let columns: [GridColumn]
    package let rows: [GridRow]
    /// What is the same everywhere.
    package let constants: [Trait]
    /// What holds in every row that does not say otherwise.
    package let assumptions: [Trait]
    package let cells: [ShownCell]
    private let order: GridRows

    package init(_ architecture: Architecture, _ cells: [ShownCell], searches: [ShownSearch] = []) {
        let columnAxis = ColumnAxis(architecture, cells)
        let dimensions = Dimension.all(of: architecture).filter { $0.name != columnAxis.name }
        let split = dimensions.map { (dimension: $0, isSame: Set(cells.map($0.value)).count < 2) }
        // A search along the columns has a place for each of its values.
        let groups = CellGroup.all(cells, searches: searches.filter { $0.search.axis != columnAxis.name })
        self.architecture = architecture
        self.columnAxis = columnAxis
        self.cells = cells
        columns = columnAxis.columns(cells)
        order = GridRows(columnAxis, columns, split.filter { !$0.isSame }.map(\.dimension), groups)
        rows = order.rows(groups)
        assumptions = order.assumptions
        // What is nowhere asked for is not said at all.
        constants = split.filter(\.isSame).compactMap { dimension, _ in
            cells.first.flatMap(dimension.value).map { Trait(dimension: dimension.name, value: $0) }
        }
    }

    /// What sets a cell's machine apart from those of the grid, whatever its column and layout.
    package func machine(_ cell: ShownCell) -> [Trait] { order.machine(cell) }

    /// A grid for each architecture that a run has cells of.
    package static func all(_ cells: [ShownCell], searches: [ShownSearch] = []) -> [Grid] {
        let groups = Dictionary(grouping: cells, by: \.architecture)
        return groups.keys.sorted().compactMap { key in
            groups[key].map { Grid(key, $0, searches: searches) }
        }
    }
}
