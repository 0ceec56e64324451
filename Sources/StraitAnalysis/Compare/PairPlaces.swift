// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The places of a comparison's pairs, and cells told by what they have in common.
package struct PairPlaces: Sendable {
    /// A dimension with every value that occurs, in the order in which a reader expects them.
    private struct Scale: Sendable {
        let dimension: String
        let values: [AxisValue?]
        let ranks: [AxisValue?: Int]

        init(_ dimension: Dimension, _ places: [PairPlace]) {
            var seen: [AxisValue?: Int] = [:]
            for place in places where seen[place.values[dimension.name]] == nil {
                seen[place.values[dimension.name]] = seen.count
            }
            self.dimension = dimension.name
            values = seen.sorted { (dimension.order($0.key), $0.value) < (dimension.order($1.key), $1.value) }.map(
                \.key)
            ranks = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
        }
    }

    private let scales: [Architecture: [Scale]]
    private let places: [Architecture: [PairPlace]]

    /// The places of all pairs of a comparison.
    package init(_ pairs: [Comparison.Pair]) {
        places = Dictionary(grouping: pairs.map(\.place), by: \.architecture)
        scales = Dictionary(
            uniqueKeysWithValues: places.map { architecture, places in
                (architecture, Self.dimensions(architecture).map { Scale($0, places) })
            })
    }

    /// The dimensions in the order of ids.
    private static func dimensions(_ architecture: Architecture) -> [Dimension] {
        let all = Dictionary(
            Dimension.all(of: architecture).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let others = [Search.deviceMemory, Dimension.testsName, Dimension.reloadsName]
        let names = [Dimension.kernelName] + Axis.all(of: architecture).map(\.name) + others
        return names.compactMap { all[$0] }
    }

    /// The architectures that any pair is of.
    package var architectures: [Architecture] { places.keys.sorted() }

    /// How many pairs are of an architecture.
    package func count(_ architecture: Architecture) -> Int { places[architecture]?.count ?? 0 }

    /// What all cells of an architecture have in common, as far as they ask for anything.
    package func constants(_ architecture: Architecture) -> [Trait] {
        (scales[architecture] ?? []).filter { $0.values.count == 1 }.compactMap { scale in
            scale.values[0].map { Trait(dimension: scale.dimension, value: $0) }
        }
    }

    /// Some pairs as blocks: as few as cells with equal values in all dimensions but one can be joined to.
    package func blocks(of pairs: [Comparison.Pair]) -> [CellBlock] {
        let groups = Dictionary(grouping: pairs.map(\.place), by: \.architecture)
        return groups.keys.sorted().flatMap { blocks($0, groups[$0] ?? []) }
    }

    private func blocks(_ architecture: Architecture, _ some: [PairPlace]) -> [CellBlock] {
        let scales = (scales[architecture] ?? []).filter { $0.values.count > 1 }
        // All of an architecture need no words, and might be no product of values.
        guard some.count < count(architecture) else {
            return [CellBlock(architecture: architecture, choices: [], count: some.count, total: some.count)]
        }
        func point(_ place: PairPlace) -> [Int] { scales.map { $0.ranks[place.values[$0.dimension]] ?? 0 } }
        let mine = Dictionary(some.map { (point($0), 1) }, uniquingKeysWith: +)
        let all = Dictionary((places[architecture] ?? []).map { (point($0), 1) }, uniquingKeysWith: +)
        return Self.joined(Set(mine.keys)).map { box in
            let points = Self.points(of: box)
            let choices = zip(scales, box).filter { $0.values.count > $1.count }.map { scale, ranks in
                CellBlock.Choice(dimension: scale.dimension, values: ranks.map { scale.values[$0] })
            }
            return CellBlock(
                architecture: architecture, choices: choices, count: points.reduce(0) { $0 + (mine[$1] ?? 0) },
                total: points.reduce(0) { $0 + (all[$1] ?? 0) })
        }
    }

    /// Points joined to boxes, each a list of ranks for every dimension: two boxes become one if they differ in a single
    /// dimension, until none do.
    private static func joined(_ points: Set<[Int]>) -> [[[Int]]] {
        var boxes = Set(points.map { $0.map { [$0] } })
        let dimensions = points.first?.count ?? 0
        var before = boxes.count + 1
        while boxes.count < before {
            before = boxes.count
            for dimension in 0..<dimensions {
                let alike = Dictionary(grouping: boxes) { box in
                    var rest = box
                    rest[dimension] = []
                    return rest
                }
                boxes = Set(
                    alike.map { rest, boxes in
                        var box = rest
                        box[dimension] = boxes.flatMap { $0[dimension] }.sorted()
                        return box
                    })
            }
        }
        return boxes.sorted { $0.lexicographicallyPrecedes($1) { $0.lexicographicallyPrecedes($1) } }
    }

    private static func points(of box: [[Int]]) -> [[Int]] {
        box.reduce([[]]) { points, ranks in points.flatMap { point in ranks.map { point + [$0] } } }
    }
}
