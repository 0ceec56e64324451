// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A cell's results over the nights.
package struct CellNights: Sendable {
    /// The cell's id.
    package let id: String
    /// Its results, the oldest night first; nil for a night without one, or one that cannot be trusted.
    package let results: [CellResult?]

    /// Makes a cell's nights.
    package init(id: String, results: [CellResult?]) {
        self.id = id
        self.results = results
    }

    /// Index of the first night of the current streak of failures, if the cell passed before it. Nights without a
    /// verdict on the kernel neither start nor end a streak.
    package var firstBad: Int? {
        let judged = results.indices.filter { results[$0]?.outcome.isVerdictOnKernel == true }
        guard let good = judged.last(where: { results[$0]?.outcome == .passed }) else { return nil }
        return judged.first { $0 > good }
    }

    /// Index of the last night in which it passed.
    package var lastGood: Int? { results.lastIndex { $0?.outcome == .passed } }

    /// Whether it had more than one answer.
    private var varies: Bool { Set(results.compactMap { $0.map { Ending($0.answer) } }).count > 1 }

    /// What two answers are compared by: where and why a cell ended, with the kinds of its reports. A cell that passed or is
    /// unsupported has only its outcome.
    private struct Ending: Hashable {
        let outcome: Outcome
        var rung: Rung?
        var errno: Errno?
        var kinds: [String] = []

        init(_ answer: CellAnswer) {
            outcome = answer.outcome
            guard outcome != .passed, outcome != .unsupported else { return }
            (rung, errno) = (answer.rung, answer.errno)
            kinds = (answer.reports ?? []).map { KernelReport.kind(ofFingerprint: $0) }.uniqued()
        }
    }

    /// The cells whose answers changed, those that failed last first. `nights` is nil for a night that cannot be
    /// trusted.
    package static func changed(_ ids: [String], in nights: [[String: CellResult]?]) -> [CellNights] {
        let cells = ids.map { id in CellNights(id: id, results: nights.map { $0?[id] }) }.filter(\.varies)
        return cells.enumerated().sorted {
            ($1.element.firstBad ?? -1, $0.offset) < ($0.element.firstBad ?? -1, $1.offset)
        }.map(\.element)
    }
}
