// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Sorts the groups of an architecture into rows: cells are in one row where they differ in nothing but their column.
struct GridRows: Sendable {
    private let columnAxis: ColumnAxis
    private let columns: [GridColumn]
    private let varying: [Dimension]
    /// What a row that says nothing of a dimension has.
    private let standards: [AxisValue?]
    /// Every value of a dimension by its place among the others.
    private let ranks: [[AxisValue?: Int]]
    /// CPU models that go without saying, by their column.
    private let models: [AxisValue?: AxisValue]

    /// One thing in which a row differs from the others of its group.
    private struct Difference: Hashable {
        let dimension: Int
        let value: AxisValue?
        var isSearch = false
    }

    /// What makes two groups be of one row.
    private struct Key: Hashable {
        let group: [AxisValue?]
        let differences: [Difference]
    }

    init(_ columnAxis: ColumnAxis, _ columns: [GridColumn], _ varying: [Dimension], _ groups: [CellGroup]) {
        (self.columnAxis, self.columns, self.varying) = (columnAxis, columns, varying)
        let values = varying.map { dimension in groups.map { dimension.value($0.cells[0]) } }
        standards = zip(varying, values).map { Self.standard($0, $1) }
        ranks = zip(varying, values).map { Self.ranked($0, $1) }
        models = Dictionary(
            columns.compactMap { column in column.model.map { (column.key, AxisValue.text($0)) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// What holds in a row that does not say otherwise.
    var assumptions: [Trait] {
        zip(varying, standards).filter { dimension, value in
            value != nil && !Dimension.groups.contains(dimension.name)
                && !(dimension.name == Axis.cpu.name && columnAxis.namesModels)
        }.map { Trait(dimension: $0.name, value: $1) }
    }

    /// The rows: by kernel, by layout, and within these what is standard first.
    func rows(_ groups: [CellGroup]) -> [GridRow] {
        let places = Dictionary(columns.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        var cellGroups: [Key: [[CellGroup]]] = [:]
        for group in groups {
            guard let place = places[columnAxis.value(of: group.cells[0])] else { continue }
            cellGroups[key(group), default: Array(repeating: [], count: columns.count)][place].append(group)
        }
        let keys = cellGroups.keys.map { (key: $0, order: order($0)) }.sorted {
            $0.order.lexicographicallyPrecedes($1.order)
        }
        let standard = Set(cellGroups.keys.filter(\.differences.isEmpty).map(\.group))
        return keys.map { key, _ in row(key, cellGroups[key] ?? [], isWithin: standard.contains(key.group)) }
    }

    /// What a machine is called among the others, whatever is asked in it.
    func machine(_ cell: ShownCell) -> [Trait] {
        differences(cell, nil).filter { varying[$0.dimension].isOfMachine }.map(trait)
    }

    private func row(_ key: Key, _ cellGroups: [[CellGroup]], isWithin: Bool) -> GridRow {
        let groups = varying.filter { Dimension.groups.contains($0.name) }
        let kernel = cellGroups.lazy.flatMap(\.self).first?.cells[0].kernel ?? ""
        return GridRow(
            kernel: kernel, group: zip(groups, key.group).map { Trait(dimension: $0.name, value: $1) },
            details: key.differences.map(trait),
            isWithin: isWithin && !key.group.isEmpty && !key.differences.isEmpty, cellGroups: cellGroups)
    }

    private func key(_ group: CellGroup) -> Key {
        let cell = group.cells[0]
        return Key(
            group: varying.filter { Dimension.groups.contains($0.name) }.map { $0.value(cell) },
            differences: differences(cell, group.shownSearch?.search.axis))
    }

    private func differences(_ cell: ShownCell, _ searched: String?) -> [Difference] {
        varying.indices.compactMap { index in
            let dimension = varying[index]
            if dimension.name == searched { return Difference(dimension: index, value: nil, isSearch: true) }
            guard !Dimension.groups.contains(dimension.name) else { return nil }
            let value = dimension.value(cell)
            let column = dimension.name == Axis.cpu.name ? models[columnAxis.value(of: cell)] : nil
            return value == (column ?? standards[index]) ? nil : Difference(dimension: index, value: value)
        }
    }

    private func trait(_ difference: Difference) -> Trait {
        Trait(dimension: varying[difference.dimension].name, value: difference.value, isSearch: difference.isSearch)
    }

    /// Numbers that sort rows: groups, then the fewest differences, then what differs, and how much.
    private func order(_ key: Key) -> [Int] {
        let groups = varying.indices.filter { Dimension.groups.contains(varying[$0].name) }
        return zip(groups, key.group).map { ranks[$0][$1] ?? 0 } + [key.differences.count]
            + key.differences.flatMap { [$0.dimension, $0.isSearch ? .max : ranks[$0.dimension][$0.value] ?? 0] }
    }

    /// The value of the most groups; of those with as many the one that is standard without being named, else the first.
    private static func standard(_ dimension: Dimension, _ values: [AxisValue?]) -> AxisValue? {
        let counts = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
        let most = counts.values.max() ?? 0
        return counts[dimension.standard] == most ? dimension.standard : values.first { counts[$0] == most } ?? nil
    }

    private static func ranked(_ dimension: Dimension, _ values: [AxisValue?]) -> [AxisValue?: Int] {
        var seen: [AxisValue?: Int] = [:]
        for value in values where seen[value] == nil { seen[value] = seen.count }
        let sorted = seen.sorted { (dimension.order($0.key), $0.value) < (dimension.order($1.key), $1.value) }
        return Dictionary(sorted.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

/// Cells that differ in nothing but their column.
package struct GridRow: Sendable {
    package let kernel: String
    /// The kernel where there are several, and the layout where that varies.
    package let group: [Trait]
    /// What else is not as in the other rows.
    package let details: [Trait]
    /// Whether it is below a row of its group that says the group's name for it.
    package let isWithin: Bool
    /// For each column what is asked at that place; more than one where the same machine is asked for in two ways.
    package let cellGroups: [[CellGroup]]
}
