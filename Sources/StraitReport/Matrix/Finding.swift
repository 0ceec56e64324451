// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Cells that ended alike for the same reason, and are as much of a surprise as each other.
struct Finding {
    /// How much a reader has to care.
    let standing: Priority
    /// The verdict on all of them; nil where there is none.
    let verdict: CellVerdict?
    let outcome: Outcome
    /// The reason in a few words: rung and errno, or the kernel's own report.
    let title: String
    /// A sentence that explains it.
    let explanation: String
    let items: [ShownCell]

    /// What the kernel's answers mean, where they mean one thing only.
    private static let meanings: [String: String] = [
        "reserve ERANGE": "No hole is left in the physical address space that is large enough for the size asked for.",
        "init ENOMEM": "There was address space, but the struct pages for it do not fit in the guest's RAM.",
        "reserve EBUSY": "The region that was found was taken before it could be reserved.",
    ]

    /// What makes two cells one finding. A kernel's report counts by its fingerprint: its title has process numbers and lines in it.
    private struct Key: Hashable {
        let standing: Priority
        let verdict: CellVerdict?
        let outcome: Outcome
        let reason: String

        init(_ item: ShownCell, _ result: CellResult) {
            standing = Priority(item)
            verdict = item.verdict
            outcome = result.outcome
            reason = outcome == .crashed ? result.reports.first?.fingerprint ?? title(result) : title(result)
        }
    }

    /// The reasons: what was not expected first, then the worst, then the most frequent. Cells that passed and may are in none.
    static func all(_ items: [ShownCell]) -> [Finding] {
        var order: [Key] = []
        var groups: [Key: [ShownCell]] = [:]
        for item in items {
            guard let result = item.result, Priority(item) != .fine else { continue }
            let key = Key(item, result)
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(item)
        }
        let findings = order.compactMap { key in groups[key].flatMap { Finding(key, $0) } }
        return findings.enumerated().sorted { left, right in
            (left.element.rank, left.offset) < (right.element.rank, right.offset)
        }.map(\.element)
    }

    private init?(_ key: Key, _ items: [ShownCell]) {
        guard let result = items.first?.result else { return nil }
        (standing, verdict, outcome) = (key.standing, key.verdict, key.outcome)
        title = Self.title(result)
        explanation = Self.explanation(title, result, items.count)
        self.items = items
    }

    /// Four places of a list: standing, verdict, outcome, and the number of cells.
    private var rank: Rank {
        let place = verdict.flatMap(Words.verdicts.firstIndex) ?? Words.verdicts.count
        return Rank(places: [standing.rawValue, place, Words.severity(outcome), -items.count])
    }

    private struct Rank: Comparable {
        let places: [Int]
        static func < (left: Rank, right: Rank) -> Bool { left.places.lexicographicallyPrecedes(right.places) }
    }

    /// What was expected of the cells, each once.
    var expectations: [CellExpectation] {
        items.compactMap { $0.result?.expectation }.uniqued()
    }

    /// What the cells have in common that no other cell has: `base on x86_64 at 32 bits and 36 bits`. Nil where it is not that simple.
    func place(in grids: [Grid]) -> String? {
        let ids = Set(items.map(\.id))
        var parts: [String] = []
        for grid in grids {
            let mine = grid.items.filter { ids.contains($0.id) }
            guard !mine.isEmpty else { continue }
            let kernels = Set(mine.map(\.kernel))
            let rivals = grid.items.filter { kernels.contains($0.kernel) }
            let columns = Set(mine.map { grid.across.value(of: $0) })
            guard rivals.count(where: { columns.contains(grid.across.value(of: $0)) }) == mine.count else { return nil }
            let kernel = rivals.count < grid.items.count ? Words.list(kernels.sorted()) + " on " : ""
            let labels = grid.columns.filter { columns.contains($0.key) }.map(\.label)
            let all = labels.count == grid.columns.count
            parts.append(
                kernel + grid.architecture.rawValue
                    + (all ? "" : (grid.across.name == "physBits" ? " at " : " with ") + Words.list(labels)))
        }
        return parts.isEmpty ? nil : Words.list(parts)
    }

    static func title(_ result: CellResult) -> String {
        switch result.outcome {
        case .passed: "passes, and was known not to"
        case .crashed: result.reports.first.map(ReportTitle.short) ?? result.cause ?? "at \(result.rung.rawValue)"
        case .unsupported, .invalid: result.cause ?? "no reason given"
        default:
            result.errno.map { "\(result.rung.rawValue) \($0)" } ?? result.reports.first?.title ?? result.rung.rawValue
        }
    }

    private static func explanation(_ title: String, _ result: CellResult, _ count: Int) -> String {
        let meaning = result.outcome == .failed ? meanings[title] : nil
        let cause = result.cause.flatMap { $0 == title ? nil : $0 }
        return [
            meaning, cause.map { count > 1 ? "For example: \($0)" : $0.prefix(1).uppercased() + $0.dropFirst() },
        ].compactMap { $0 }.joined(separator: " ")
    }
}
