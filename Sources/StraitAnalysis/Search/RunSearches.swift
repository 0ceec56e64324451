// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension RunRecord {
    /// The results of the run's searches, from the cell results so far; nil for a run without searches.
    public func searchResults(_ results: [CellResult]) -> [SearchResult]? {
        guard let searches else { return nil }
        let answers = Dictionary(results.map { ($0.id, $0.answer) }) { first, _ in first }
        return searches.map { $0.result(given: answers) }
    }

    /// The record with only the cells that the run needs, given the results so far: cells that a search does not need,
    /// or not yet, are left out.
    public func needed(given results: [CellResult]) -> RunRecord {
        guard let searches else { return self }
        let answers = Dictionary(results.map { ($0.id, $0.answer) }) { first, _ in first }
        var spared = Set(searches.flatMap(\.candidates).filter { !$0.isAsked }.map(\.cell)).subtracting(answers.keys)
        for search in searches { spared.subtract(search.next(given: answers)) }
        var record = self
        record.cells.removeAll { spared.contains($0.id) }
        return record
    }
}
