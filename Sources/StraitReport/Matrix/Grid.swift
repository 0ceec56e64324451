// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The matrix of one architecture: what is looked at most across, the rest down.
struct Grid {
    struct Column {
        let key: AxisValue?
        /// The value with its unit.
        let label: String
        /// The same where there is little room.
        let short: String
        /// Address width, where the column has one.
        let bits: Int?
        /// The CPU model that goes without saying in it; nil where columns have nothing to do with models.
        let model: String?
        /// That model, where the column's value comes with it.
        let detail: String?
    }

    /// Cells that differ in nothing but their column.
    struct Row {
        let kernel: String
        /// The kernel where there are several, and the layout where that varies.
        let group: [String]
        /// What else is not as in the other rows.
        let details: [String]
        /// Whether it is below a row of its group that says the group's name for it.
        let isWithin: Bool
        /// For each column what is asked at that place; more than one where the same machine is asked for in two ways.
        let squares: [[CellGroup]]

        /// All that is to be said of it.
        var full: String { Self.joined(group + details) }
        /// What its own cell says.
        var label: String { isWithin ? Self.joined(details) : full }

        private static func joined(_ parts: [String]) -> String {
            parts.isEmpty ? "standard" : parts.joined(separator: " · ")
        }
    }

    let architecture: Architecture
    /// The axis across.
    let across: ColumnAxis
    let columns: [Column]
    let rows: [Row]
    /// What is the same everywhere.
    let constants: [String]
    /// What holds in every row that does not say otherwise.
    let assumptions: [String]
    let items: [ShownCell]
    private let order: GridRows

    /// A column for cells that ask for nothing there.
    static let ownLabel = "the machine's own"

    init(_ architecture: Architecture, _ items: [ShownCell], searches: [ShownSearch] = []) {
        let across = ColumnAxis(architecture, items)
        let facets = Dimension.all(of: architecture).filter { $0.name != across.name }
        let split = facets.map { facet in (facet: facet, isSame: Set(items.map(facet.value)).count < 2) }
        // A search along the columns has a place for each of its values.
        let questions = CellGroup.all(items, searches: searches.filter { $0.search.axis != across.name })
        self.architecture = architecture
        self.across = across
        self.items = items
        columns = across.columns(items)
        order = GridRows(across, columns, split.filter { !$0.isSame }.map(\.facet), questions)
        rows = order.rows(questions)
        assumptions = order.assumptions
        constants = split.filter(\.isSame).compactMap { facet, _ in
            items.first.flatMap { item in Self.constant(facet, item) }
        }
    }

    /// What is said once of all cells. What is nowhere asked for is not said at all.
    private static func constant(_ facet: Dimension, _ item: ShownCell) -> String? {
        guard let value = facet.value(item) else { return nil }
        return facet.name == "kernel" ? "kernel \(value)" : facet.words(value)
    }

    /// What stands across, with the unit that a short head leaves out.
    var acrossTitle: String { Words.axis(across.name) + (across.name == "physBits" ? " in bits" : "") }

    /// What a cell's machine is called among those of the grid, whatever its column and layout.
    func machine(_ item: ShownCell) -> [String] { order.machine(item) }

    /// A grid for each architecture that a run has cells of.
    static func all(_ items: [ShownCell], searches: [ShownSearch] = []) -> [Grid] {
        let groups = Dictionary(grouping: items, by: \.architecture)
        return groups.keys.sorted().compactMap { key in
            groups[key].map { Grid(key, $0, searches: searches) }
        }
    }
}
