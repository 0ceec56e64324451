// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Cells that did not pass for the same reason.
struct Finding {
    let outcome: Outcome
    /// The reason in a few words: rung and errno, or the kernel's own line.
    let title: String
    /// A sentence that explains it.
    let explanation: String
    let items: [Item]

    /// What the kernel's answers mean, where they mean one thing only.
    private static let meanings: [String: String] = [
        "reserve ERANGE": "No hole is left in the physical address space that is large enough for the size asked for.",
        "init ENOMEM": "There was address space, but the struct pages for it do not fit in the guest's RAM.",
        "reserve EBUSY": "The region that was found was taken before it could be reserved.",
    ]

    private struct Key: Hashable {
        let outcome: Outcome
        let title: String
    }

    /// The reasons, the worst first and then the most frequent.
    static func all(_ items: [Item]) -> [Finding] {
        var order: [Key] = []
        var groups: [Key: [Item]] = [:]
        for item in items {
            guard let result = item.result, result.outcome != .passed else { continue }
            let key = Key(outcome: result.outcome, title: title(result))
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(item)
        }
        let findings = order.compactMap { key in
            groups[key].map {
                Finding(outcome: key.outcome, title: key.title, explanation: explanation(key, $0), items: $0)
            }
        }
        return findings.enumerated().sorted { left, right in
            let first = (Words.severity(left.element.outcome), -left.element.items.count, left.offset)
            return first < (Words.severity(right.element.outcome), -right.element.items.count, right.offset)
        }.map(\.element)
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
            let columns = Set(mine.map { $0.requested[grid.across] })
            guard rivals.count(where: { columns.contains($0.requested[grid.across]) }) == mine.count else { return nil }
            let kernel = rivals.count < grid.items.count ? Words.list(kernels.sorted()) + " on " : ""
            let labels = grid.columns.filter { columns.contains($0.key) }.map(\.label)
            let all = labels.count == grid.columns.count
            parts.append(kernel + grid.architecture.rawValue + (all ? "" : " at " + Words.list(labels)))
        }
        return parts.isEmpty ? nil : Words.list(parts)
    }

    static func title(_ result: CellResult) -> String {
        switch result.outcome {
        case .crashed: result.reports.first?.title ?? result.cause ?? "at \(result.rung.rawValue)"
        case .unsupported, .invalid: result.cause ?? "no reason given"
        default:
            result.errno.map { "\(result.rung.rawValue) \($0)" } ?? result.reports.first?.title ?? result.rung.rawValue
        }
    }

    private static func explanation(_ key: Key, _ items: [Item]) -> String {
        let meaning = key.outcome == .failed ? meanings[key.title] : nil
        let cause = items.first?.result?.cause.flatMap { $0 == key.title ? nil : $0 }
        return [
            meaning, cause.map { items.count > 1 ? "For example: \($0)" : $0.prefix(1).uppercased() + $0.dropFirst() },
        ].compactMap { $0 }.joined(
            separator: " ")
    }
}
