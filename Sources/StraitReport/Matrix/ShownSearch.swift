// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A search of the run with what it found, and where the page tells that.
struct ShownSearch {
    let search: Search
    let result: SearchResult
    /// The id of its entry among the boundaries. No cell's id is like it: those have commas.
    let anchor: String

    /// Every search of a run.
    static func all(_ input: ReportInput) -> [ShownSearch] {
        zip(input.record.searches ?? [], input.results.searches ?? []).enumerated().map { index, pair in
            ShownSearch(search: pair.0, result: pair.1, anchor: anchor(index))
        }
    }

    static func anchor(_ index: Int) -> String { "search-\(index + 1)" }

    /// Its two sides by their signs, where the answer changes between them; else the sign of what it came to.
    var sign: String {
        let sides = [result.below, result.above].compactMap { $0.map { Words.sign($0.answer.outcome) } }
        switch result.state {
        case .boundary: return sides.joined(separator: "|")
        case .noChange: return sides.first ?? "·"
        case .inconclusive: return "?"
        case .unfinished: return "·"
        }
    }

    /// `32GiB | 64GiB`: the last value on one side and the first on the other.
    var word: String {
        switch result.state {
        case .boundary:
            [result.below, result.above].compactMap { $0.map { Search.text($0.value, of: result.axis) } }
                .joined(separator: " | ")
        case .noChange: "no change"
        case .inconclusive: "inconclusive"
        case .unfinished: "not found yet"
        }
    }

    /// The values that may be tried: `1GiB to 64GiB`.
    var span: String {
        [search.candidates.first, search.candidates.last]
            .compactMap { $0.map { Search.text($0.value, of: search.axis) } }.joined(separator: " to ")
    }
}
