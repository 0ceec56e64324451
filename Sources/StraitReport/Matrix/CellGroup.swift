// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What the matrix asks at one of its points: one cell, or several that have one answer between them.
struct CellGroup {
    /// What several cells are there for.
    enum Kind {
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
    let id: String
    let kind: Kind
    /// Its cells in the order of the matrix; at least one.
    private(set) var items: [ShownCell]

    /// Whether it has an answer of so many of so many.
    var isGroup: Bool {
        switch kind {
        case .layouts, .replay: true
        case .cell, .search: false
        }
    }

    var sought: ShownSearch? { if case .search(let sought) = kind { sought } else { nil } }

    /// How many of the cells with a verdict on the kernel passed.
    var rate: Rate {
        Rate(items.count { $0.outcome == .passed }, of: items.count { $0.outcome?.isVerdictOnKernel == true })
    }

    /// `1 no result`: how many of its cells have none; nil where each has one.
    var open: String? {
        let count = items.count { $0.outcome == nil }
        return count > 0 ? "\(Words.grouped(count)) \(Words.word(nil))" : nil
    }

    /// `2/2 passed, 1 no result`.
    var word: String { (["\(rate.hits)/\(rate.trials) passed"] + [open].compactMap { $0 }).joined(separator: ", ") }

    /// `2/2` in little room: `2/2·` where some have no result, `3/3≠` of boots that should have had one layout.
    var short: String { "\(rate.hits)/\(rate.trials)" + (open == nil ? "" : Words.sign(nil)) + (isBroken ? "≠" : "") }

    /// The cell that a reader looks at first: one that is not as expected, else the one that ended worst.
    var worst: ShownCell {
        items.min { left, right in Self.rank(left) < Self.rank(right) } ?? items[0]
    }

    /// Its cells, those that a reader looks at first in front.
    var ranked: [ShownCell] {
        items.map { (item: $0, rank: Self.rank($0)) }.enumerated()
            .sorted {
                ($0.element.rank.0, $0.element.rank.1, $0.offset) < ($1.element.rank.0, $1.element.rank.1, $1.offset)
            }
            .map(\.element.item)
    }

    /// Whether some of its cells passed and some did not.
    var isMixed: Bool { rate.hits > 0 && rate.hits < rate.trials }

    /// `one layout` of a replay that is one, `2 layouts: no replay` of one that is not; nil where fewer than two guests showed theirs,
    /// and for everything else.
    var replay: String? {
        guard case .replay = kind else { return nil }
        let shown = items.compactMap(\.result?.layout?.symbolsSHA256)
        let count = Set(shown).count
        return shown.count < 2 ? nil : count == 1 ? "one layout" : "\(count) layouts: no replay"
    }

    /// What one of its cells is.
    var noun: String { if case .replay = kind { "boot" } else { "layout" } }

    /// Whether its cells should have shown one layout, and did not.
    var isBroken: Bool {
        guard case .replay = kind else { return false }
        return Set(items.compactMap(\.result?.layout?.symbolsSHA256)).count > 1
    }

    private static func rank(_ item: ShownCell) -> (Int, Int) {
        (item.verdict?.isUnexpected == true ? 0 : 1, Words.severity(item.outcome))
    }

    /// The questions of some cells, in the order of their first ones. The cells of `searches` that nothing else asks about are one
    /// question for each search.
    static func all(_ items: [ShownCell], searches: [ShownSearch] = []) -> [CellGroup] {
        let owners = Dictionary(
            searches.flatMap { sought in
                sought.search.candidates.filter { !$0.isAsked }.map { ($0.cell, sought) }
            }, uniquingKeysWith: { first, _ in first })
        var questions: [CellGroup] = []
        var places: [String: Int] = [:]
        for item in items {
            let (id, kind) = name(item, owners[item.id])
            if let place = places[id], !kind.isCell {
                questions[place].items.append(item)
            } else {
                if !kind.isCell { places[id] = questions.count }
                questions.append(CellGroup(id: id, kind: kind, items: [item]))
            }
        }
        return questions
    }

    private static func name(_ item: ShownCell, _ sought: ShownSearch?) -> (String, Kind) {
        if let sought { return (sought.anchor, .search(sought)) }
        guard let draw = item.draw else { return (item.id, .cell) }
        return (draw.group.id, draw.isReplay ? .replay : .layouts)
    }
}

extension CellGroup.Kind {
    /// Whether nothing else belongs to it.
    fileprivate var isCell: Bool { if case .cell = self { true } else { false } }
}
