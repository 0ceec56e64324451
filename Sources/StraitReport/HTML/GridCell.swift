// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// An entry of the grid: the three answers as signs, before them those of the other side of a comparison, the outcome as a word, the
/// verdict, and a link to the evidence.
struct GridCell {
    let group: CellGroup
    /// How it was; nil if nothing is compared.
    let before: BeforeAfter.Before?
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
        let cells = group.cells + (before?.cells ?? [])
        let verdicts = group.cells.compactMap(\.verdict).filter { $0.isNews || group.cells.count == 1 }
        let news = worst.verdict.flatMap { $0.isUnexpected ? Mark($0) : nil }
        return [
            "href": group.cells.allSatisfy { $0.result == nil } ? nil : Links.anchor(group.id),
            "kernels": Set(cells.map { kernels[$0.kernel] ?? 0 }).sorted().map(String.init).joined(separator: " "),
            "outcome": worst.outcome?.rawValue ?? "none",
            "outcomes": cells.map { $0.outcome?.rawValue ?? "none" }.joined(separator: " "),
            "answers": group.answerKeys, "standing": priority, "dense": dense,
            "verdicts": verdicts.isEmpty ? nil : verdicts.map(\.rawValue).joined(separator: " "),
            "sides": sides, "old": before.map { ["signs": $0.marks.map(\.view)] as View },
            "moved": before.flatMap { $0.isMoved ? $0.verdict.view : nil },
            "rate": dense && hasRate ? group.short : nil, "news": dense ? news?.sign : nil,
            "word": dense ? (isLarge ? spoken : "\(place): \(spoken)") : word, "spoken": dense ? nil : spokenAnswers,
            "notes": dense ? [] : notes, "title": title,
        ]
    }

    /// The three signs; of a search those on both sides of what it found.
    private var sides: [View] {
        let marks = group.shownSearch.map(\.sides) ?? [group.marks]
        return marks.enumerated().map { ["signs": $1.map(\.view), "isSecond": $0 > 0] }
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

    private var word: String {
        if let shownSearch = group.shownSearch { return shownSearch.word }
        return hasRate ? group.word : Mark(worst.outcome).word
    }

    /// The words for the signs of an entry, for screen readers.
    private var spokenAnswers: String {
        guard let before else { return group.answerWords }
        return "before: \(before.words); after: \(group.answerWords)"
            + (before.isMoved ? "; \(before.verdict.word)" : "")
    }

    private var spoken: String {
        let verdict = worst.verdict.flatMap { $0.isUnexpected ? Mark($0).word : nil }
        return "\(spokenAnswers); " + [word, group.replay, verdict].compactMap { $0 }.joined(separator: ", ")
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

    /// In a large run each character is there ten thousand times.
    private var isLarge: Bool { limit < 100 }

    private var title: String {
        // What a screen reader says is told beside it.
        let answers = isLarge ? "" : "\(spokenAnswers); "
        return "\(Clean.line(place, limit: 200)): \(answers)\(Clean.line(reason, limit: limit))"
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
