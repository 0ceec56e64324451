// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A cell over the nights: since when it is what it is.
package struct CellNights: Sendable {
    package let id: String
    /// Its results, the oldest night first; nil where a night has none, or none that can be trusted.
    package let results: [CellResult?]

    /// A cell with its results.
    package init(id: String, results: [CellResult?]) {
        self.id = id
        self.results = results
    }

    /// The first night of those in a row, up to the newest, in which it did not pass, where it had passed before. Nights that say nothing
    /// about the kernel neither begin nor end a row.
    package var firstBad: Int? {
        let judged = results.indices.filter { results[$0]?.outcome.isVerdictOnKernel == true }
        guard let good = judged.last(where: { results[$0]?.outcome == .passed }) else { return nil }
        return judged.first { $0 > good }
    }

    /// The last night in which it passed.
    package var lastGood: Int? { results.lastIndex { $0?.outcome == .passed } }

    /// Whether it came to more than one answer.
    private var varies: Bool { Set(results.compactMap { $0?.answer.description }).count > 1 }

    /// The cells that are not what they were, those that went bad last first. A night that cannot be trusted has nil for its results.
    package static func changed(_ ids: [String], in nights: [[String: CellResult]?]) -> [CellNights] {
        let cells = ids.map { id in CellNights(id: id, results: nights.map { $0?[id] }) }.filter(\.varies)
        return cells.enumerated().sorted {
            ($1.element.firstBad ?? -1, $0.offset) < ($0.element.firstBad ?? -1, $1.offset)
        }.map(\.element)
    }
}
