// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The changes from one night to the next.
enum NightChange {
    private static let mostRows = 12

    static func view(from before: Night, to night: Night) -> View? {
        let comparison = Comparison(base: side(before), candidate: side(night))
        guard comparison.hasCommonCells else { return nil }
        let moved = Mark.moved.flatMap { verdict in
            comparison.pairs.filter { $0.verdict == verdict }
        }
        let more = moved.count - min(moved.count, mostRows)
        return [
            "text": moved.isEmpty ? "nothing moved" : ChangeWords.counts(comparison), "hasRows": !moved.isEmpty,
            "rows": moved.prefix(mostRows).map { row($0, night) },
            "more": more > 0 ? "and \(Words.count(more, "more cell"))" : nil, "command": command(before, night),
        ]
    }

    private static func row(_ pair: Comparison.Pair, _ night: Night) -> View {
        let mark = Mark(pair.verdict)
        return [
            "outcome": mark.tone, "sign": mark.sign, "verdict": mark.word, "name": pair.name,
            "href": pair.candidate?.outcome == nil ? nil : night.href(pair.candidate?.id ?? ""),
        ]
    }

    private static func side(_ night: Night) -> ComparisonSide {
        ComparisonSide(record: night.run.record, results: night.run.results.cells)
    }

    /// `strait compare OLD NEW` with the directories next to the page; nil if their names would need quoting.
    private static func command(_ before: Night, _ night: Night) -> String? {
        let paths = [before, night].map { night -> String in
            let path = night.run.base.hasPrefix("./") ? String(night.run.base.dropFirst(2)) : night.run.base
            return path.hasSuffix("/") ? String(path.dropLast()) : path
        }
        guard paths.allSatisfy({ !$0.isEmpty && !$0.contains("%") && !$0.hasPrefix("-") }) else { return nil }
        return "strait compare \(paths[0]) \(paths[1])"
    }
}
