// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Sorts the groups of an architecture into rows. Groups that differ only in their column are in the same row.
struct GridRows: Sendable {
    private let columnAxis: ColumnAxis
    private let columns: [GridColumn]
    private let varying: [Dimension]
    /// The value of each dimension in rows that do not name it.
    private let standards: [AxisValue?]
    /// For each dimension, the position of each value.
    private let ranks: [[AxisValue?: Int]]
    /// The CPU models that columns imply.
    private let models: [AxisValue?: AxisValue]

    /// One dimension in which a row differs from the standard.
    private struct Difference: Hashable {
        let dimension: Int
        let value: AxisValue?
        var isSearch = false
    }

    /// Groups with equal keys are in the same row.
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

    /// The values of every row that does not name another one.
    var assumptions: [Trait] {
        zip(varying, standards).filter { dimension, value in
            value != nil && !Dimension.groups.contains(dimension.name)
                && !(dimension.name == Axis.cpu.name && columnAxis.namesModels)
        }.map { Trait(dimension: $0.name, value: $1) }
    }

    /// The rows: by kernel, then by layout, then the standard ones first.
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

    /// How a cell's machine differs from the others, without its workload.
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

    /// The sort order of rows: groups, then the number of differences, then which differences, then their values.
    private func order(_ key: Key) -> [Int] {
        let groups = varying.indices.filter { Dimension.groups.contains(varying[$0].name) }
        return zip(groups, key.group).map { ranks[$0][$1] ?? 0 } + [key.differences.count]
            + key.differences.flatMap { [$0.dimension, $0.isSearch ? .max : ranks[$0.dimension][$0.value] ?? 0] }
    }

    /// The most frequent value; among equally frequent ones the one that needs no naming, else the first.
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

/// Cells that differ only in their column.
package struct GridRow: Sendable {
    /// The configuration's name of the kernel.
    package let kernel: String
    /// The kernel if there are several, and the layout if it varies.
    package let group: [Trait]
    /// How it differs from the standard row.
    package let details: [Trait]
    /// Whether a standard row of the same group comes before it, so that the group's name need not be repeated.
    package let isWithin: Bool
    /// For each column, the groups there; more than one if the same machine is requested in several ways.
    package let cellGroups: [[CellGroup]]
}
