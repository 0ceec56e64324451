// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The matrix of one architecture: what is looked at most across, the rest down.
package struct Grid: Sendable {
    package let architecture: Architecture
    /// The axis across.
    package let across: ColumnAxis
    package let columns: [GridColumn]
    package let rows: [GridRow]
    /// What is the same everywhere.
    package let constants: [Trait]
    /// What holds in every row that does not say otherwise.
    package let assumptions: [Trait]
    package let items: [ShownCell]
    private let order: GridRows

    package init(_ architecture: Architecture, _ items: [ShownCell], searches: [ShownSearch] = []) {
        let across = ColumnAxis(architecture, items)
        let dimensions = Dimension.all(of: architecture).filter { $0.name != across.name }
        let split = dimensions.map { (dimension: $0, isSame: Set(items.map($0.value)).count < 2) }
        // A search along the columns has a place for each of its values.
        let groups = CellGroup.all(items, searches: searches.filter { $0.search.axis != across.name })
        self.architecture = architecture
        self.across = across
        self.items = items
        columns = across.columns(items)
        order = GridRows(across, columns, split.filter { !$0.isSame }.map(\.dimension), groups)
        rows = order.rows(groups)
        assumptions = order.assumptions
        // What is nowhere asked for is not said at all.
        constants = split.filter(\.isSame).compactMap { dimension, _ in
            items.first.flatMap(dimension.value).map { Trait(dimension: dimension.name, value: $0) }
        }
    }

    /// What sets a cell's machine apart from those of the grid, whatever its column and layout.
    package func machine(_ item: ShownCell) -> [Trait] { order.machine(item) }

    /// A grid for each architecture that a run has cells of.
    package static func all(_ items: [ShownCell], searches: [ShownSearch] = []) -> [Grid] {
        let groups = Dictionary(grouping: items, by: \.architecture)
        return groups.keys.sorted().compactMap { key in
            groups[key].map { Grid(key, $0, searches: searches) }
        }
    }
}
