// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Pairs that agree in everything that a table shows of them: one row of it.
package struct PairRow: Sendable {
    /// What a row is called by.
    package enum Cells: Sendable, Equatable {
        /// The values that its cells have.
        case block(CellBlock)
        /// So many further cells of an architecture, which are too scattered to be told by their values.
        case more(Architecture, Int)
        /// All other cells of an architecture.
        case rest(Architecture, Int)
    }

    /// Everything that a row shows, so that pairs with equal values are in one row.
    package struct Content: Sendable, Hashable {
        /// What the pairs come to.
        package let verdict: Comparison.PairVerdict
        /// The verdict on each question.
        package let answers: PairAnswers
        /// The base's answers; nil if only the candidate has the cell.
        package let before: CellAnswers?
        /// The candidate's answers; nil if only the base has the cell.
        package let after: CellAnswers?

        init(_ pair: Comparison.Pair) {
            (verdict, answers) = (pair.verdict, pair.answers)
            (before, after) = (pair.base?.shownAnswers, pair.candidate?.shownAnswers)
        }
    }

    /// What the row shows.
    package let content: Content
    /// The cells that it is about.
    package let cells: Cells

    /// The most rows of cells that agree.
    private static let mostBlocks = 4

    /// The rows of a comparison: by verdict, then by architecture.
    package static func all(_ comparison: Comparison) -> [PairRow] {
        let places = PairPlaces(comparison.pairs)
        let rows = places.architectures.flatMap { Self.rows(of: $0, comparison.pairs, places) }
        return Comparison.PairVerdict.byUrgency.flatMap { verdict in rows.filter { $0.content.verdict == verdict } }
    }

    private static func rows(
        of architecture: Architecture, _ pairs: [Comparison.Pair], _ places: PairPlaces
    ) -> [PairRow] {
        var order: [Content] = []
        var groups: [Content: [Comparison.Pair]] = [:]
        for pair in pairs where pair.place.architecture == architecture {
            let content = Content(pair)
            if groups[content] == nil { order.append(content) }
            groups[content, default: []].append(pair)
        }
        var sorted = Comparison.PairVerdict.byUrgency.flatMap { verdict in
            order.enumerated().filter { $0.element.verdict == verdict }
                .sorted {
                    (-(groups[$0.element]?.count ?? 0), $0.offset) < (-(groups[$1.element]?.count ?? 0), $1.offset)
                }
                .map(\.element)
        }
        // Of the last verdict the most cells come last, as the rest.
        if let last = sorted.last, let first = sorted.firstIndex(where: { $0.verdict == last.verdict }) {
            sorted.append(sorted.remove(at: first))
        }
        return sorted.flatMap { content in
            let group = groups[content] ?? []
            return cells(group, isLast: content == sorted.last, places).map { PairRow(content: content, cells: $0) }
        }
    }

    private static func cells(_ group: [Comparison.Pair], isLast: Bool, _ places: PairPlaces) -> [Cells] {
        let blocks = places.blocks(of: group)
        guard let architecture = group.first?.place.architecture else { return [] }
        if isLast, blocks.count > 1 { return [.rest(architecture, group.count)] }
        guard blocks.count > mostBlocks else { return blocks.map(Cells.block) }
        let shown = blocks.enumerated().sorted { (-$0.element.count, $0.offset) < (-$1.element.count, $1.offset) }
            .prefix(mostBlocks - 1).map(\.element)
        return shown.map(Cells.block) + [.more(architecture, group.count - shown.reduce(0) { $0 + $1.count })]
    }
}

extension Comparison.Side {
    /// The answers as a table shows them: unknown without a verdict on the kernel, whatever was answered before.
    var shownAnswers: CellAnswers {
        switch outcome {
        case nil, .invalid, .infrastructure: CellAnswers(all: .unknown)
        case .unsupported: CellAnswers(all: .absent)
        case .passed, .failed, .crashed, .hung: answers ?? CellAnswers(all: .unknown)
        }
    }
}
