// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension Priority {
    /// The heading for findings of this priority.
    var title: String {
        switch self {
        case .unexpected: "Not as expected"
        case .open: "No verdict"
        case .known: "Known: as expected"
        case .fine: "Passed"
        }
    }
}

extension Finding {
    /// A refusal of the kernel: the errno and the rung.
    private struct Refusal: Hashable {
        let rung: Rung
        let errno: Errno
    }

    /// The meaning of refusals that have only one meaning.
    private static let meanings: [Refusal: String] = [
        Refusal(rung: .reserve, errno: .erange):
            "No hole is left in the physical address space that is large enough for the size asked for.",
        Refusal(rung: .`init`, errno: .enomem):
            "There was address space, and the kernel did not allocate the struct pages for it.",
        Refusal(rung: .reserve, errno: .ebusy):
            "The region that was found was taken before it could be reserved.",
    ]

    /// The reason in a few words: rung and errno, or the kernel's report.
    var title: String { Self.title(result) }

    /// A sentence that explains the reason.
    var explanation: String {
        let refusal = result.outcome == .failed ? result.errno.map { Refusal(rung: result.rung, errno: $0) } : nil
        let meaning = refusal.flatMap { Self.meanings[$0] }
        let cause = result.cause.flatMap { $0 == title ? nil : $0 }
        return [
            meaning, cause.map { cells.count > 1 ? "For example: \($0)" : $0.prefix(1).uppercased() + $0.dropFirst() },
        ].compactMap { $0 }.joined(separator: " ")
    }

    /// What only the finding's cells have in common: `base on x86_64 at 32 bits and 36 bits`. Nil if it is not that
    /// simple.
    func place(in grids: [Grid]) -> String? {
        let ids = Set(cells.map(\.id))
        var parts: [String] = []
        for grid in grids {
            let mine = grid.cells.filter { ids.contains($0.id) }
            guard !mine.isEmpty else { continue }
            let kernels = Set(mine.map(\.kernel))
            let rivals = grid.cells.filter { kernels.contains($0.kernel) }
            let axis = grid.columnAxis
            let columns = Set(mine.map { axis.value(of: $0) })
            guard rivals.count(where: { columns.contains(axis.value(of: $0)) }) == mine.count else { return nil }
            let kernel = rivals.count < grid.cells.count ? Words.list(kernels.sorted()) + " on " : ""
            let labels = grid.columns.filter { columns.contains($0.key) }.map(\.label)
            let all = labels.count == grid.columns.count
            parts.append(
                kernel + grid.architecture.rawValue
                    + (all ? "" : " \(axis.axis?.display.preposition ?? "with") " + Words.list(labels)))
        }
        return parts.isEmpty ? nil : Words.list(parts)
    }

    private static func title(_ result: CellResult) -> String {
        switch result.outcome {
        case .passed: "passes unexpectedly"
        case .crashed: result.reports.first.map(ReportTitle.short) ?? result.cause ?? "at \(result.rung.rawValue)"
        case .unsupported, .invalid: result.cause ?? "no reason given"
        default:
            result.errno.map { "\(result.rung.rawValue) \($0)" } ?? result.reports.first?.title ?? result.rung.rawValue
        }
    }
}

extension LayoutDifference.Field {
    /// The name for readers.
    var name: String {
        switch self {
        case .deviceLimit: "limit of device memory"
        case .directMap: "direct map"
        case .vmemmap: "vmemmap"
        case .textAddress: "kernel text"
        }
    }
}

extension LayoutDifference {
    /// What separates the layouts.
    var sentence: String {
        let (low, high) = isReversed ? ("at or above", "or below") : ("at or below", "or above")
        return "In these layouts the \(field.name) separates the results: \(low) \(bad) where it did not pass, "
            + "\(good) \(high) where it did."
    }
}
