// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What the matrix asks at one of its points: one cell, or several that have one answer between them.
package struct CellGroup: Sendable {
    /// What several cells are there for.
    package enum Kind: Sendable {
        /// One cell.
        case cell
        /// `random xN`: a layout each, and a rate.
        case layouts
        /// `seed:N xM`: boots of one layout, if a replay is one.
        case replay
        /// The values that a search has tried of an axis.
        case search(ShownSearch)
    }

    /// The cell's id, or what the ids of its cells have in common; of a search where the page tells what it found.
    package let id: String
    package let kind: Kind
    /// Its cells in the order of the matrix; at least one.
    package private(set) var cells: [ShownCell]

    /// Whether it has an answer of so many of so many.
    package var isGroup: Bool {
        switch kind {
        case .layouts, .replay: true
        case .cell, .search: false
        }
    }

    package var shownSearch: ShownSearch? { if case .search(let shownSearch) = kind { shownSearch } else { nil } }

    /// How many of the cells with a verdict on the kernel passed.
    package var rate: Rate {
        Rate(cells.count { $0.outcome == .passed }, of: cells.count { $0.outcome?.isVerdictOnKernel == true })
    }

    /// How many of its cells have no result.
    package var missing: Int { cells.count { $0.outcome == nil } }

    /// The cell that a reader looks at first: one that is not as expected, else the one that ended worst.
    package var worst: ShownCell {
        cells.min { left, right in Self.rank(left) < Self.rank(right) } ?? cells[0]
    }

    /// Its cells, those that a reader looks at first in front.
    package var ranked: [ShownCell] {
        cells.map { (cell: $0, rank: Self.rank($0)) }.enumerated()
            .sorted {
                ($0.element.rank.0, $0.element.rank.1, $0.offset) < ($1.element.rank.0, $1.element.rank.1, $1.offset)
            }
            .map(\.element.cell)
    }

    /// Whether some of its cells passed and some did not.
    package var isMixed: Bool { rate.hits > 0 && rate.hits < rate.trials }

    /// Whether its cells should have shown one layout, and did not.
    package var isBroken: Bool { (layouts ?? 0) > 1 }

    /// How many layouts the boots of one seed have shown; nil where fewer than two guests showed theirs, and for everything else.
    package var layouts: Int? {
        guard case .replay = kind else { return nil }
        let shown = cells.compactMap(\.result?.layout?.symbolsSHA256)
        return shown.count < 2 ? nil : Set(shown).count
    }

    private static func rank(_ cell: ShownCell) -> (Int, Int) {
        (cell.verdict?.isUnexpected == true ? 0 : 1, Outcome.severity(cell.outcome))
    }

    /// The groups of some cells, in the order of their first ones. The cells of `searches` that nothing else asks about are one
    /// question for each search.
    package static func all(_ cells: [ShownCell], searches: [ShownSearch] = []) -> [CellGroup] {
        let owners = Dictionary(
            searches.flatMap { shownSearch in
                shownSearch.search.candidates.filter { !$0.isAsked }.map { ($0.cell, shownSearch) }
            }, uniquingKeysWith: { first, _ in first })
        var groups: [CellGroup] = []
        var places: [String: Int] = [:]
        for cell in cells {
            let (id, kind) = name(cell, owners[cell.id])
            if let place = places[id], !kind.isCell {
                groups[place].cells.append(cell)
            } else {
                if !kind.isCell { places[id] = groups.count }
                groups.append(CellGroup(id: id, kind: kind, cells: [cell]))
            }
        }
        return groups
    }

    private static func name(_ cell: ShownCell, _ shownSearch: ShownSearch?) -> (String, Kind) {
        if let shownSearch { return (shownSearch.id, .search(shownSearch)) }
        guard let draw = cell.draw else { return (cell.id, .cell) }
        return (draw.group.id, draw.isReplay ? .replay : .layouts)
    }
}

extension CellGroup.Kind {
    /// Whether nothing else belongs to it.
    fileprivate var isCell: Bool { if case .cell = self { true } else { false } }
}

/// A search of the run with what it found.
package struct ShownSearch: Sendable {
    package let search: Search
    package let result: SearchResult
    /// The id of its entry among the boundaries: `search-1`. No cell's id is like it: those have commas.
    package let id: String

    /// Every search of a run.
    package static func all(_ record: RunRecord, _ results: RunResults) -> [ShownSearch] {
        zip(record.searches ?? [], results.searches ?? []).enumerated().map { index, pair in
            ShownSearch(search: pair.0, result: pair.1, id: id(index))
        }
    }

    /// The id of a search by its place among those of the run.
    package static func id(_ index: Int) -> String { "search-\(index + 1)" }
}
