// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The device memory that the kernel grants, over the grid's columns: a line for each kernel, layout and kind of
/// machine.
package struct CapacityChart: Sendable {
    /// The cells of a line in one column; more than one gives a spread.
    package struct Point: Sendable {
        /// Index of the column.
        package let column: Int
        /// The sizes granted, sorted, in MiB; never empty.
        package let sizes: [Mebibytes]
        /// The middle size.
        package var median: Mebibytes { sizes[sizes.count / 2] }
    }

    /// What the cells of a line share.
    package struct Subject: Sendable, Hashable {
        /// The configuration's name of the kernel.
        package let kernel: String
        /// The requested layout; all seeds are one line, and their differences are its spread. Nil if no layout was
        /// requested.
        package let layout: String?
        /// How the machine differs from the others of the grid.
        package let machine: [Trait]
        /// Whether RAM limits the kernel's capacity.
        package let isLimitedByRAM: Bool
    }

    /// One line of the chart.
    package struct Series: Sendable {
        /// What its cells share.
        package let subject: Subject
        /// Its points, from left to right.
        package let points: [Point]
    }

    /// The columns, from left to right.
    package let columns: [GridColumn]
    /// The axis of the columns.
    package let columnAxis: ColumnAxis
    /// The lines, those with the most points first; at most ``mostSeries``.
    package let series: [Series]
    /// How many lines were left out because a reader could not tell so many apart.
    package let leftOut: Int
    /// The sizes that the cells request, in MiB, sorted.
    package let marks: [Mebibytes]

    /// As many as a reader can tell apart by mark and dash.
    package static let mostSeries = 8

    /// Makes the chart of a grid; nil if none of its cells has a capacity.
    package init?(_ grid: Grid) {
        let columns = Self.columns(grid)
        let places = Dictionary(columns.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        var order: [Subject] = []
        var found: [Subject: [Int: [Mebibytes]]] = [:]
        let byRAM = Set(grid.cells.filter { $0.result?.capacity?.isLimitedByRAM == true }.map(\.kernel))
        var marks: Set<Mebibytes> = []
        for cell in grid.cells {
            // A request for several regions is not one size, so it has no mark.
            marks.formUnion(cell.deviceMemory.filter { $0.count == 1 }.map(\.size))
            guard let capacity = cell.result?.capacity, let place = places[Self.place(cell, grid)] else {
                continue
            }
            let subject = Self.subject(cell, grid, isLimitedByRAM: byRAM.contains(cell.kernel))
            if found[subject] == nil { order.append(subject) }
            found[subject, default: [:]][place, default: []].append(capacity.largestMiB)
        }
        guard !order.isEmpty else { return nil }
        self.columns = columns
        columnAxis = grid.columnAxis
        // A line with many points says most. A machine with a single width is one point beside it.
        let longest = order.enumerated().sorted {
            (-(found[$0.element]?.count ?? 0), $0.offset) < (-(found[$1.element]?.count ?? 0), $1.offset)
        }
        series = longest.prefix(Self.mostSeries).map { _, subject in
            let points = found[subject, default: [:]].map { Point(column: $0.key, sizes: $0.value.sorted()) }
            return Series(subject: subject, points: points.sorted { $0.column < $1.column })
        }
        leftOut = max(0, order.count - Self.mostSeries)
        self.marks = marks.sorted()
    }

    /// The grid's columns. If cells leave the width to the machine, the width that the guest shows becomes a column in
    /// its order.
    private static func columns(_ grid: Grid) -> [GridColumn] {
        guard grid.columnAxis.axis?.display.ownColumns != nil, grid.columns.contains(where: { $0.key == nil }) else {
            return grid.columns
        }
        var columns = grid.columns.filter { $0.key != nil }
        let shown = Set(grid.cells.map { place($0, grid) }).subtracting(columns.map(\.key))
        columns += shown.compactMap { key in key?.integer.map { GridColumn(axis: grid.columnAxis.name, bits: $0) } }
        return columns.sorted { ($0.bits ?? .max) < ($1.bits ?? .max) }
    }

    private static func place(_ cell: ShownCell, _ grid: Grid) -> AxisValue? {
        if let asked = grid.columnAxis.value(of: cell) { return asked }
        // The guest is not trusted: only widths that a machine can have become columns.
        guard let possible = grid.columnAxis.axis?.display.ownColumns, let bits = cell.physBits, possible.contains(bits)
        else { return nil }
        return .integer(bits)
    }

    /// The requested sizes are no part of it: the capacity does not depend on them.
    private static func subject(_ cell: ShownCell, _ grid: Grid, isLimitedByRAM: Bool) -> Subject {
        let layout = Axis.all(of: cell.architecture).first(where: \.display.groupsRows).flatMap { axis in
            cell.asked[axis.name].map(axis.display.line)
        }
        return Subject(
            kernel: cell.kernel, layout: layout, machine: grid.machine(cell), isLimitedByRAM: isLimitedByRAM)
    }
}

extension GridColumn {
    /// A column for a width that was not requested but that a guest has.
    fileprivate init(axis: String, bits: Int) {
        self.init(axis: axis, key: .integer(bits), bits: bits, model: nil, detail: nil)
    }
}
