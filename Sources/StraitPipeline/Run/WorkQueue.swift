// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// What is still to be booted, and in which order. A value without clocks or chance: the same results give the same boots.
struct WorkQueue {
    /// A cell that is to be booted, with its place among those that were.
    struct QueuedCell {
        let cell: Cell
        let place: Int
    }

    private let searches: [Search]
    /// Cells that only searches ask for.
    private let optional: Set<String>
    private var answers: [String: CellAnswer]
    /// Cells of searches that may still be needed, by their ids.
    private var reserve: [String: QueuedCell] = [:]
    private var ready: [QueuedCell] = []
    /// Searches that have come to their end and were told.
    private var announced: Set<Int> = []

    /// `work` are the cells that can be booted and have no result, `done` the results that there are; `seconds` is about how long a cell
    /// takes.
    init(_ work: [Cell], searches: [Search], done: [CellResult], seconds: (Cell) -> Double) {
        self.searches = searches
        answers = Dictionary(done.map { ($0.id, $0.answer) }) { first, _ in first }
        let optional = Set(searches.flatMap(\.candidates).filter { !$0.isAsked }.map(\.cell))
        self.optional = optional
        let queued = work.enumerated().map { QueuedCell(cell: $1, place: $0) }
        for one in queued where optional.contains(one.cell.id) { reserve[one.cell.id] = one }
        // Longest first, so that no long one is left alone at the end; equals stay in the matrix's order.
        ready = queued.filter { !optional.contains($0.cell.id) }
            .map { (cell: $0, seconds: seconds($0.cell)) }
            .sorted { ($0.seconds, $1.cell.place) > ($1.seconds, $0.cell.place) }
            .map(\.cell)
        callUp()
    }

    /// How many boots there will be at most, where each gives a verdict.
    var most: Int {
        let settled = Set(answers.keys)
        let searched = searches.reduce(0) { total, search in
            search.next(given: answers).isEmpty ? total : total + search.mostBoots(settled: settled)
        }
        return min(ready.count + reserve.count, ready.count { !optional.contains($0.cell.id) } + searched)
    }

    /// The next cell to boot; nil where there is none now. Results may bring more.
    mutating func next() -> QueuedCell? { ready.isEmpty ? nil : ready.removeFirst() }

    /// Takes a result in; what searches came to their end with it.
    mutating func take(_ result: CellResult) -> [SearchResult] {
        answers[result.id] = result.answer
        callUp()
        return ended()
    }

    /// Searches that are at their end and have not been told yet.
    mutating func ended() -> [SearchResult] {
        searches.enumerated().compactMap { number, search in
            guard search.next(given: answers).isEmpty, announced.insert(number).inserted else { return nil }
            return search.result(given: answers)
        }
    }

    /// Puts what the searches want now in front: a search is a chain of boots, and the longest thing there is.
    private mutating func callUp() {
        for search in searches {
            for id in search.next(given: answers) {
                guard let cell = reserve.removeValue(forKey: id) else { continue }
                ready.insert(cell, at: 0)
            }
        }
    }
}
