// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// Short names for squares, by their place in the grids, and lists of links to them.
struct SquareLinks {
    /// Links that are seen at once, and those behind a click; the rest is counted.
    private static let (shown, hidden) = (8, 1000)

    private let names: [String: String]

    /// The squares of a run's grids.
    init(_ grids: [Grid]) {
        var names: [String: String] = [:]
        for grid in grids {
            let head = grids.count > 1 ? "\(grid.architecture.rawValue) · " : ""
            for row in grid.rows {
                for (column, groups) in zip(grid.columns, row.cellGroups) {
                    for group in groups {
                        let name = "\(head)\(row.full) · \(column.label)"
                        names[group.id] = name
                        for cell in group.cells {
                            names[cell.id] = name + (cell.draw.map { " #\($0.member.number)" } ?? "")
                        }
                    }
                }
            }
        }
        self.names = names
    }

    /// Links to cells, those of one group as one link.
    func view(_ cells: [ShownCell]) -> View {
        view(
            CellGroup.all(cells).map { group in
                let count = group.isGroup ? Words.count(group.cells.count, group.noun) : nil
                return (group.id, group.cells.contains { $0.result != nil }, count)
            })
    }

    /// Links to cells by their ids; with `isHere` false a name without a link.
    func view(_ items: [(id: String, isHere: Bool, count: String?)]) -> View {
        let links = items.prefix(Self.shown + Self.hidden).map { id, isHere, count -> View in
            // A square is named by its place; its id is what other tools take.
            ["href": isHere ? Links.anchor(id) : nil, "name": names[id] ?? id, "id": id, "count": count]
        }
        let more = Array(links.dropFirst(Self.shown))
        let rest = items.count - links.count
        return [
            "links": Array(links.prefix(Self.shown)),
            "more": more.isEmpty
                ? nil
                : [
                    "title": "and \(Words.grouped(items.count - Self.shown)) more", "links": more,
                    "rest": rest > 0 ? "and \(Words.grouped(rest)) more: see the table of cells" : nil,
                ] as View,
        ]
    }
}
