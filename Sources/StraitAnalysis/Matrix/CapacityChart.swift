// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How much device memory the kernel grants, over the grid's columns: a line for each kernel, layout and kind of machine.
package struct CapacityChart: Sendable {
    /// The cells at one column; more than one gives a spread.
    package struct Point: Sendable {
        package let column: Int
        package let sizes: [Mebibytes]
        package var median: Mebibytes { sizes[sizes.count / 2] }
    }

    /// What the cells of a line have in common.
    package struct Subject: Sendable, Hashable {
        package let kernel: String
        /// What is asked of the layout; all seeds are one line: what they differ in is its spread. Nil where nothing is.
        package let layout: String?
        package let machine: [Trait]
        /// Whether the kernel's capacity is limited by RAM.
        package let isLimitedByRAM: Bool
    }

    package struct Series: Sendable {
        package let subject: Subject
        package let points: [Point]
    }

    package let columns: [GridColumn]
    package let columnAxis: ColumnAxis
    package let series: [Series]
    /// Lines that were left out because nobody could tell so many apart.
    package let leftOut: Int
    /// The sizes that were asked for.
    package let marks: [Mebibytes]

    /// As many as can be told apart by mark and dash.
    package static let mostSeries = 8

    /// Nil where no cell of the grid has a capacity.
    package init?(_ grid: Grid) {
        let columns = Self.columns(grid)
        let places = Dictionary(columns.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        var order: [Subject] = []
        var found: [Subject: [Int: [Mebibytes]]] = [:]
        let byRAM = Set(grid.cells.filter { $0.result?.capacity?.isLimitedByRAM == true }.map(\.kernel))
        var marks: Set<Mebibytes> = []
        for cell in grid.cells {
            // Several regions are no one size that could be granted.
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
        // A line that goes far says most; a machine that stands at one width only is a point beside it.
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

    /// The grid's columns. A machine's own width is the one that its guest shows, which has its place among those that were asked for.
    private static func columns(_ grid: Grid) -> [GridColumn] {
        guard grid.columnAxis.name == Axis.physBits.name, grid.columns.contains(where: { $0.key == nil }) else {
            return grid.columns
        }
        var columns = grid.columns.filter { $0.key != nil }
        let shown = Set(grid.cells.map { place($0, grid) }).subtracting(columns.map(\.key))
        columns += shown.compactMap { key in key?.integer.map { GridColumn(bits: $0) } }
        return columns.sorted { ($0.bits ?? .max) < ($1.bits ?? .max) }
    }

    private static func place(_ cell: ShownCell, _ grid: Grid) -> AxisValue? {
        if let asked = grid.columnAxis.value(of: cell) { return asked }
        // A guest may show anything; no machine has other widths than these.
        guard grid.columnAxis.name == Axis.physBits.name, let bits = cell.physBits, (20...64).contains(bits) else {
            return nil
        }
        return .integer(bits)
    }

    /// The sizes that were asked for are no part of it: how much there is does not depend on them.
    private static func subject(_ cell: ShownCell, _ grid: Grid, isLimitedByRAM: Bool) -> Subject {
        let kaslr = cell.asked[Axis.kaslr.name]?.text
        return Subject(
            kernel: cell.kernel, layout: kaslr.map { $0.hasPrefix("seed:") ? "seeded" : $0 },
            machine: grid.machine(cell), isLimitedByRAM: isLimitedByRAM)
    }
}

extension GridColumn {
    /// A width that nobody asked for, and a guest has.
    fileprivate init(bits: Int) {
        self.init(axis: Axis.physBits.name, key: .integer(bits), bits: bits, model: nil, detail: nil)
    }
}
