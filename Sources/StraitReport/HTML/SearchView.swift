// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The results of a run's searches, below the matrix.
enum SearchView {
    static func view(_ results: RunResults) -> View? {
        guard let searches = results.searches, !searches.isEmpty else { return nil }
        return ["list": searches.enumerated().map { view($1).with(["id": ShownSearch.id($0)]) }]
    }

    private static func view(_ search: SearchResult) -> View {
        [
            "axis": search.axis, "name": search.name, "state": words(search),
            "sides": [search.below, search.above].compactMap { $0.map { side($0, of: search.axis) } },
            "notes": search.notes,
        ]
    }

    private static func side(_ side: SearchResult.Side, of axis: String) -> View {
        [
            "value": Search.text(side.value, of: axis), "href": Links.anchor(side.cell),
            "outcome": side.answer.outcome.rawValue, "sign": Mark(side.answer.outcome).sign,
            "answer": side.answer.description,
        ]
    }

    private static func words(_ search: SearchResult) -> String {
        let booted = "\(search.booted) of \(Words.count(search.values, "value")) booted"
        switch search.state {
        case .boundary: return "(\(booted))"
        case .noChange: return "\(search.state.word) between these (\(booted))"
        case .inconclusive, .unfinished: return "\(search.state.word) (\(booted))"
        }
    }
}
