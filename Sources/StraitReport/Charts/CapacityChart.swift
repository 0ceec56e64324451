// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How much device memory the kernel grants, over the grid's columns: a line for each kernel, layout and kind of machine.
struct CapacityChart {
    /// The cells at one column; more than one gives a spread.
    struct Point {
        let column: Int
        let sizes: [Mebibytes]
        var median: Mebibytes { sizes[sizes.count / 2] }
    }

    struct Series {
        let name: String
        let points: [Point]
    }

    let columns: [Grid.Column]
    let across: ColumnAxis
    let series: [Series]
    /// Lines that were left out because nobody could tell so many apart.
    let leftOut: Int
    /// The sizes that were asked for.
    let marks: [Mebibytes]

    /// As many as can be told apart by mark and dash.
    static let mostSeries = 8

    /// Nil where no cell of the grid has a capacity.
    init?(_ grid: Grid) {
        let columns = Self.columns(grid)
        let places = Dictionary(columns.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        var order: [String] = []
        var found: [String: [Int: [Mebibytes]]] = [:]
        let byRAM = Set(grid.items.filter { $0.result?.capacity?.isLimitedByRAM == true }.map(\.kernel))
        var marks: Set<Mebibytes> = []
        for item in grid.items {
            // Several regions are no one size that could be granted.
            marks.formUnion(item.deviceMemory.filter { $0.count == 1 }.map(\.size))
            guard let capacity = item.result?.capacity, let place = places[Self.place(item, grid)] else {
                continue
            }
            let limit = byRAM.contains(item.kernel) ? "limited by RAM" : nil
            let name = [Self.name(item, grid), limit].compactMap { $0 }.joined(separator: ", ")
            if found[name] == nil { order.append(name) }
            found[name, default: [:]][place, default: []].append(capacity.largestMiB)
        }
        guard !order.isEmpty else { return nil }
        self.columns = columns
        across = grid.across
        // A line that goes far says most; a machine that stands at one width only is a point beside it.
        let longest = order.enumerated().sorted {
            (-(found[$0.element]?.count ?? 0), $0.offset) < (-(found[$1.element]?.count ?? 0), $1.offset)
        }
        series = longest.prefix(Self.mostSeries).map { _, name in
            let points = found[name, default: [:]].map { Point(column: $0.key, sizes: $0.value.sorted()) }
            return Series(name: name, points: points.sorted { $0.column < $1.column })
        }
        leftOut = max(0, order.count - Self.mostSeries)
        self.marks = marks.sorted()
    }

    /// The grid's columns. A machine's own width is the one that its guest shows, which has its place among those that were asked for.
    private static func columns(_ grid: Grid) -> [Grid.Column] {
        guard grid.across.name == "physBits", grid.columns.contains(where: { $0.key == nil }) else {
            return grid.columns
        }
        var columns = grid.columns.filter { $0.key != nil }
        let shown = Set(grid.items.map { place($0, grid) }).subtracting(columns.map(\.key))
        columns += shown.compactMap { key in key?.integer.map { Grid.Column(bits: $0) } }
        return columns.sorted { ($0.bits ?? .max) < ($1.bits ?? .max) }
    }

    private static func place(_ item: ShownCell, _ grid: Grid) -> AxisValue? {
        if let asked = grid.across.value(of: item) { return asked }
        // A guest may show anything; no machine has other widths than these.
        guard grid.across.name == "physBits", let bits = item.physBits, (20...64).contains(bits) else { return nil }
        return .integer(bits)
    }

    /// The sizes that were asked for are no part of it: how much there is does not depend on them.
    private static func name(_ item: ShownCell, _ grid: Grid) -> String {
        let kaslr = item.asked["kaslr"]?.text.map { layout($0) }
        return ([item.kernel] + [kaslr].compactMap { $0 } + grid.machine(item)).joined(separator: ", ")
    }

    /// All seeds are one line: what they differ in is its spread.
    private static func layout(_ kaslr: String) -> String {
        kaslr.hasPrefix("seed:") ? "KASLR seeded" : "KASLR \(kaslr)"
    }
}

extension Grid.Column {
    /// A width that nobody asked for, and a guest has.
    fileprivate init(bits: Int) {
        let label = Words.value(.integer(bits), of: "physBits")
        self.init(key: .integer(bits), label: label, short: "\(bits)", bits: bits, model: nil, detail: nil)
    }
}
