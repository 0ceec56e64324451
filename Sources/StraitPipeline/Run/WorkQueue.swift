// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The cells to boot, in their order. The order depends only on the results so far, not on time or chance.
struct WorkQueue {
    /// A cell to boot, with its position among all cells to boot.
    struct QueuedCell {
        let cell: Cell
        let place: Int
    }

    private let searches: [Search]
    /// Cells that only searches need.
    private let optional: Set<String>
    private var answers: [String: CellAnswer]
    /// Cells of searches that may still be needed, by id.
    private var reserve: [String: QueuedCell] = [:]
    private var ready: [QueuedCell] = []
    /// Searches that have ended and were reported.
    private var announced: Set<Int> = []

    /// Makes a queue. `work`: cells to boot; `done`: existing results; `seconds`: the estimated time of a cell.
    init(_ work: [Cell], searches: [Search], done: [CellResult], seconds: (Cell) -> Double) {
        self.searches = searches
        answers = Dictionary(done.map { ($0.id, $0.answer) }) { first, _ in first }
        let optional = Set(searches.flatMap(\.candidates).filter { !$0.isAsked }.map(\.cell))
        self.optional = optional
        let queued = work.enumerated().map { QueuedCell(cell: $1, place: $0) }
        for one in queued where optional.contains(one.cell.id) { reserve[one.cell.id] = one }
        // The longest first, so that no long cell runs alone at the end; equal ones keep their order.
        ready = queued.filter { !optional.contains($0.cell.id) }
            .map { (cell: $0, seconds: seconds($0.cell)) }
            .sorted { ($0.seconds, $1.cell.place) > ($1.seconds, $0.cell.place) }
            .map(\.cell)
        callUp()
    }

    /// The most boots that can follow if each one gives a verdict.
    var most: Int {
        let settled = Set(answers.keys)
        let searched = searches.reduce(0) { total, search in
            search.next(given: answers).isEmpty ? total : total + search.mostBoots(settled: settled)
        }
        return min(ready.count + reserve.count, ready.count { !optional.contains($0.cell.id) } + searched)
    }

    /// The next cell to boot; nil if there is none now. Later results may add some.
    mutating func next() -> QueuedCell? { ready.isEmpty ? nil : ready.removeFirst() }

    /// Takes a result; returns the searches that ended with it.
    mutating func take(_ result: CellResult) -> [SearchResult] {
        answers[result.id] = result.answer
        callUp()
        return ended()
    }

    /// Searches that have ended and were not reported yet.
    mutating func ended() -> [SearchResult] {
        searches.enumerated().compactMap { number, search in
            guard search.next(given: answers).isEmpty, announced.insert(number).inserted else { return nil }
            return search.result(given: answers)
        }
    }

    /// Moves the cells that searches need now to the front, because a search is a chain of boots.
    private mutating func callUp() {
        for search in searches {
            for id in search.next(given: answers) {
                guard let cell = reserve.removeValue(forKey: id) else { continue }
                ready.insert(cell, at: 0)
            }
        }
    }
}
