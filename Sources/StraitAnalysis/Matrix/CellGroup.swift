// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// One entry of the grid: a single cell, or several cells that answer one question together.
package struct CellGroup: Sendable {
    /// Why cells belong together.
    package enum Kind: Sendable {
        /// A single cell.
        case cell
        /// `random xN`: one layout each; the answer is a rate.
        case layouts
        /// `seed:N xM`: several boots that should have one layout.
        case replay
        /// The cells of a search, one for each value tried.
        case search(ShownSearch)
    }

    /// The cell's id, or the id that its cells share; for a search, the anchor of its result in the page.
    package let id: String
    /// Why its cells belong together.
    package let kind: Kind
    /// Its cells in the order of the matrix; at least one.
    package private(set) var cells: [ShownCell]

    /// Whether its answer is a rate.
    package var isGroup: Bool {
        switch kind {
        case .layouts, .replay: true
        case .cell, .search: false
        }
    }

    /// The search that its cells belong to, if any.
    package var shownSearch: ShownSearch? { if case .search(let shownSearch) = kind { shownSearch } else { nil } }

    /// How many of the cells that have a verdict on the kernel passed.
    package var rate: Rate {
        Rate(cells.count { $0.outcome == .passed }, of: cells.count { $0.outcome?.isVerdictOnKernel == true })
    }

    /// How many of its cells have no result.
    package var missing: Int { cells.count { $0.outcome == nil } }

    /// The cell to look at first: an unexpected one, else the one with the worst outcome.
    package var worst: ShownCell {
        cells.min { left, right in Self.rank(left) < Self.rank(right) } ?? cells[0]
    }

    /// Its cells, those to look at first in front.
    package var ranked: [ShownCell] {
        cells.map { (cell: $0, rank: Self.rank($0)) }.enumerated()
            .sorted {
                ($0.element.rank.0, $0.element.rank.1, $0.offset) < ($1.element.rank.0, $1.element.rank.1, $1.offset)
            }
            .map(\.element.cell)
    }

    /// Whether some of its cells passed and others did not.
    package var isMixed: Bool { rate.hits > 0 && rate.hits < rate.trials }

    /// Whether the boots of one seed showed more than one layout.
    package var isBroken: Bool { (layouts ?? 0) > 1 }

    /// How many layouts the boots of one seed showed; nil for other kinds, and if fewer than two guests showed theirs.
    package var layouts: Int? {
        guard case .replay = kind else { return nil }
        let shown = cells.compactMap(\.result?.layout?.symbolsSHA256)
        return shown.count < 2 ? nil : Set(shown).count
    }

    private static func rank(_ cell: ShownCell) -> (Int, Int) {
        (cell.verdict?.isUnexpected == true ? 0 : 1, Outcome.severity(cell.outcome))
    }

    /// The groups of some cells, in the order of their first cells. The cells that only a search needs form one group
    /// for that search.
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
    /// Whether it is a single cell.
    fileprivate var isCell: Bool { if case .cell = self { true } else { false } }
}

/// A search of the run with its result.
package struct ShownSearch: Sendable {
    /// The search.
    package let search: Search
    /// What it found.
    package let result: SearchResult
    /// The anchor of its result in the page: `search-1`. Ids of cells have commas, so they cannot be equal.
    package let id: String

    /// All searches of a run.
    package static func all(_ record: RunRecord, _ results: RunResults) -> [ShownSearch] {
        zip(record.searches ?? [], results.searches ?? []).enumerated().map { index, pair in
            ShownSearch(search: pair.0, result: pair.1, id: id(index))
        }
    }

    /// The anchor of a search, from its index among those of the run.
    package static func id(_ index: Int) -> String { "search-\(index + 1)" }
}
