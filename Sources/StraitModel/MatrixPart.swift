// SPDX-License-Identifier: Apache-2.0

extension Shard {
    /// This part of a matrix. A search stays in one part, because each of its boots depends on the one before.
    public func part(of matrix: Matrix) -> Matrix {
        let units = Self.units(of: matrix)
        let places = stride(from: index - 1, to: units.count, by: count).flatMap { units[$0] }.sorted()
        var part = matrix
        part.cells = places.map { matrix.cells[$0] }
        part.places = places
        part.whole = Whole(of: matrix.cells.map(\.id))
        let own = Set(part.cells.map(\.id))
        part.groups = matrix.groups.compactMap { $0.restricted(to: own) }
        part.searches = matrix.searches.filter { $0.candidates.contains { own.contains($0.cell) } }
        return part
    }

    /// Indices of the cells that have to be in one part, in the order of their first ones: a single cell, or a search
    /// with all searches that share a cell with it.
    private static func units(of matrix: Matrix) -> [[Int]] {
        guard !matrix.searches.isEmpty else { return matrix.cells.indices.map { [$0] } }
        var group: [String: Int] = [:]
        for (number, search) in matrix.searches.enumerated() {
            let others = Set(search.candidates.compactMap { group[$0.cell] })
            for (cell, other) in group where others.contains(other) { group[cell] = number }
            for candidate in search.candidates { group[candidate.cell] = number }
        }
        var units: [[Int]] = []
        var unitOf: [Int: Int] = [:]
        for (place, cell) in matrix.cells.enumerated() {
            if let number = group[cell.id], let unit = unitOf[number] {
                units[unit].append(place)
            } else {
                if let number = group[cell.id] { unitOf[number] = units.count }
                units.append([place])
            }
        }
        return units
    }
}
