// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How much device memory the kernel grants, over the grid's columns: a line for each kernel and layout.
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
    let across: String
    let series: [Series]
    /// Lines that were left out because nobody could tell so many apart.
    let leftOut: Int
    /// The sizes that were asked for.
    let marks: [Mebibytes]

    /// As many as can be told apart by mark and dash.
    static let mostSeries = 8

    /// Nil where no cell of the grid has a capacity.
    init?(_ grid: Grid) {
        let places = Dictionary(grid.columns.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        var order: [String] = []
        var found: [String: [Int: [Mebibytes]]] = [:]
        let byRAM = Set(grid.items.filter { $0.result?.capacity?.isLimitedByRAM == true }.map(\.kernel))
        var marks: Set<Mebibytes> = []
        for item in grid.items {
            // Several regions are no one size that could be granted.
            marks.formUnion(item.deviceMemory.filter { $0.count == 1 }.map(\.size))
            guard let capacity = item.result?.capacity, let place = places[item.asked[grid.across]] else {
                continue
            }
            let kaslr = item.asked["kaslr"]?.text.map { Self.layout($0) }
            let limit = byRAM.contains(item.kernel) ? "limited by RAM" : nil
            let name = [item.kernel, kaslr, limit].compactMap { $0 }.joined(separator: ", ")
            if found[name] == nil { order.append(name) }
            found[name, default: [:]][place, default: []].append(capacity.largestMiB)
        }
        guard !order.isEmpty else { return nil }
        columns = grid.columns
        across = grid.across
        series = order.prefix(Self.mostSeries).map { name in
            let points = found[name, default: [:]].map { Point(column: $0.key, sizes: $0.value.sorted()) }
            return Series(name: name, points: points.sorted { $0.column < $1.column })
        }
        leftOut = max(0, order.count - Self.mostSeries)
        self.marks = marks.sorted()
    }

    /// All seeds are one line: what they differ in is its spread.
    private static func layout(_ kaslr: String) -> String {
        kaslr.hasPrefix("seed:") ? "KASLR seeded" : "KASLR \(kaslr)"
    }
}
