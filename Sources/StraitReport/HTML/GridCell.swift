// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// An entry of the grid: the outcome as a sign, a word and a colour, the verdict, and a link to the evidence.
struct GridCell {
    let group: CellGroup
    /// Whether there is only room for signs.
    let dense: Bool
    /// The most characters of a reason, because a page can have ten thousand entries.
    let limit: Int
    /// Its row and its column, for readers who see only this entry.
    let place: String

    /// Groups with more layouts than this have no sign for each of them.
    private static let mostSigns = 10

    private var worst: ShownCell { group.worst }

    /// Whether the answer is a rate.
    private var hasRate: Bool { group.isGroup && group.rate.trials > 0 }

    func view(_ kernels: [String: Int]) -> View {
        let outcomes = group.cells.map { $0.outcome?.rawValue ?? "none" }
        let verdicts = group.cells.compactMap(\.verdict).filter { $0 != .asExpected || group.cells.count == 1 }
        return [
            "href": group.cells.allSatisfy { $0.result == nil } ? nil : Links.anchor(group.id),
            "kernel": kernels[worst.kernel] ?? 0, "outcome": worst.outcome?.rawValue ?? "none",
            "outcomes": outcomes.joined(separator: " "), "standing": priority, "dense": dense,
            "verdicts": verdicts.isEmpty ? nil : verdicts.map(\.rawValue).joined(separator: " "),
            "sign": sign, "word": dense ? spoken : word, "notes": dense ? [] : notes, "title": title,
        ]
    }

    /// How the entry is emphasized: unexpected ones are filled, known ones have an outline.
    private var priority: String? {
        if group.isBroken { return "news" }
        switch Priority(worst) {
        case .unexpected: return "news"
        case .known: return "known"
        case .open, .fine: return nil
        }
    }

    private var sign: String {
        let verdict = worst.verdict.flatMap { $0.isUnexpected ? Mark($0).sign : nil } ?? ""
        if let shownSearch = group.shownSearch { return shownSearch.sign + (dense ? verdict : "") }
        guard hasRate, dense else { return Mark(worst.outcome).sign + (dense ? verdict : "") }
        return group.short + verdict
    }

    private var word: String {
        if let shownSearch = group.shownSearch { return shownSearch.word }
        return hasRate ? group.word : Mark(worst.outcome).word
    }

    /// The words for the signs of a dense entry, for screen readers.
    private var spoken: String {
        let verdict = worst.verdict.flatMap { $0.isUnexpected ? Mark($0).word : nil }
        return "\(place): " + [word, group.replay, verdict].compactMap { $0 }.joined(separator: ", ")
    }

    private var notes: [String] {
        let verdict = worst.verdict.flatMap { verdict -> String? in
            guard verdict.isUnexpected || worst.outcome != .passed else { return nil }
            return verdict.isUnexpected ? "\(Mark(verdict).sign) \(Mark(verdict).word)" : Mark(verdict).word
        }
        switch group.kind {
        case .cell: return [verdict, worst.note].compactMap { $0 }
        case .search: return [verdict].compactMap { $0 }
        case .replay: return [verdict, group.replay].compactMap { $0 }
        case .layouts: return [verdict, signs, Words.interval(group.rate)].compactMap { $0 }
        }
    }

    private var signs: String? {
        group.cells.count <= Self.mostSigns ? group.cells.map { Mark($0.outcome).sign }.joined() : nil
    }

    private var title: String {
        "\(Clean.line(place, limit: 200)): \(Clean.line(reason, limit: limit))"
    }

    private var reason: String {
        if let shownSearch = group.shownSearch { return shownSearch.result.sentence }
        guard hasRate else { return worst.reason }
        let example = worst.outcome == nil || worst.outcome == .passed ? nil : "for example \(worst.reason)"
        let parts = [group.open, group.replay, example].compactMap { $0 }
        return (["passed \(group.rate)"] + parts).joined(separator: "; ")
    }
}

extension Words {
    /// `38–96 %`: the confidence interval of a rate; nil without trials.
    static func interval(_ rate: Rate) -> String? {
        guard rate.trials > 0 else { return nil }
        func percent(_ value: Double) -> String { number(value * 100, digits: 0) }
        return "\(percent(rate.interval.lowerBound))–\(percent(rate.interval.upperBound)) %"
    }
}
