// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension Priority {
    /// What stands above the reasons of that kind, where there is more than one.
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
    /// A no of the kernel's, at the rung where it was given.
    private struct Refusal: Hashable {
        let rung: Rung
        let errno: Errno
    }

    /// What the kernel's answers mean, where they mean one thing only.
    private static let meanings: [Refusal: String] = [
        Refusal(rung: .reserve, errno: .erange):
            "No hole is left in the physical address space that is large enough for the size asked for.",
        Refusal(rung: .`init`, errno: .enomem):
            "There was address space, but the struct pages for it do not fit in the guest's RAM.",
        Refusal(rung: .reserve, errno: .ebusy):
            "The region that was found was taken before it could be reserved.",
    ]

    /// The reason in a few words: rung and errno, or the kernel's own report.
    var title: String { Self.title(result) }

    /// A sentence that explains it.
    var explanation: String {
        let refusal = result.outcome == .failed ? result.errno.map { Refusal(rung: result.rung, errno: $0) } : nil
        let meaning = refusal.flatMap { Self.meanings[$0] }
        let cause = result.cause.flatMap { $0 == title ? nil : $0 }
        return [
            meaning, cause.map { cells.count > 1 ? "For example: \($0)" : $0.prefix(1).uppercased() + $0.dropFirst() },
        ].compactMap { $0 }.joined(separator: " ")
    }

    /// What the cells have in common that no other cell has: `base on x86_64 at 32 bits and 36 bits`. Nil where it is not that simple.
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
        case .passed: "passes, and was known not to"
        case .crashed: result.reports.first.map(ReportTitle.short) ?? result.cause ?? "at \(result.rung.rawValue)"
        case .unsupported, .invalid: result.cause ?? "no reason given"
        default:
            result.errno.map { "\(result.rung.rawValue) \($0)" } ?? result.reports.first?.title ?? result.rung.rawValue
        }
    }
}

extension LayoutDifference.Field {
    /// The name that a reader knows.
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
    /// What tells the layouts apart.
    var sentence: String {
        let (low, high) = isReversed ? ("at or above", "or below") : ("at or below", "or above")
        return "In these layouts the \(field.name) tells them apart: \(low) \(bad) where it did not pass, "
            + "\(good) \(high) where it did."
    }
}
