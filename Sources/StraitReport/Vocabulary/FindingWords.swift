// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension Priority {
    /// The heading for findings of this priority, with rules that say what to expect or without.
    func title(hasRules: Bool) -> String {
        switch self {
        case .unexpected: hasRules ? "Not as expected" : "Not as before"
        case .open: "No verdict"
        case .known: hasRules ? "Known: as expected" : "As before"
        case .fine: "Passed"
        }
    }
}

extension [Finding] {
    /// Whether the configuration says what to expect of any of their cells.
    var hasRules: Bool { contains { $0.cells.contains(where: \.hasRule) } }
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

    /// What it is: an answer to one of the questions, or the outcome where there is none.
    var mark: Mark {
        switch subject {
        case .refusal: Mark(.bad, of: .initialization)
        case .tests: Mark(.bad, of: .tests)
        case .report(let group): Mark(group.report.kind)
        case .rung(_, let outcome): Mark(outcome)
        case .outcome: Mark(outcome)
        }
    }

    /// The reason in a few words: rung and errno, the failed tests, or the kernel's report.
    var title: String {
        switch subject {
        case .refusal(let rung, let errno, _): errno.map { "\(rung.rawValue) \($0)" } ?? rung.rawValue
        case .tests(let suite, let tests): Self.title(suite, tests)
        case .report(let group): ReportTitle.short(group.report)
        case .rung(let rung, _): record(rung)?.errno.map { "\(rung.rawValue) \($0)" } ?? rung.rawValue
        case .outcome: Self.title(result)
        }
    }

    /// Sentences that explain the reason.
    var explanation: String {
        switch subject {
        case .refusal(let rung, let errno, let sizes): refusal(rung, errno, sizes)
        case .tests(_, let tests): tests.first.flatMap { test in test.detail.map { "\(test.name): \($0)" } } ?? ""
        case .report(let group): report(group)
        case .rung(let rung, _): example(record(rung)?.cause ?? result.cause)
        case .outcome: example(result.cause.flatMap { $0 == title ? nil : $0 })
        }
    }

    private func record(_ rung: Rung) -> RungRecord? { result.ladder.last { $0.rung == rung } }

    private func refusal(_ rung: Rung, _ errno: Errno?, _ sizes: [DeviceMemoryRequest]) -> String {
        let meaning = errno.flatMap { Self.meanings[Refusal(rung: rung, errno: $0)] }
        let refused = sizes.isEmpty ? nil : "Refused: \(Words.list(sizes.map(\.description)))."
        // The cell's own cause may be another answer's.
        let isDecisive = result.outcome == .failed && result.rung == rung && result.errno == errno
        let size = result.refusedSizes.first { $0.rung == rung && $0.errno == errno }
        return [meaning, refused, example(size?.cause ?? (isDecisive ? result.cause : nil))].compactMap { $0 }
            .filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func report(_ group: ReportGroup) -> String {
        let times = ReportWords.sentence(group, cells: cells.count)
        return ["\(times.prefix(1).uppercased() + times.dropFirst()).", ReportWords.order(group).map { "\($0)." }]
            .compactMap { $0 }.joined(separator: " ")
    }

    private func example(_ cause: String?) -> String {
        cause.map { cells.count > 1 ? "For example: \($0)" : $0.prefix(1).uppercased() + $0.dropFirst() } ?? ""
    }

    /// More tests than these are counted.
    private static let mostTests = 3

    private static func title(_ suite: String, _ tests: [SelftestResult]) -> String {
        let more = tests.count - min(tests.count, mostTests)
        return tests.prefix(mostTests).map(\.name).joined(separator: ", ")
            + (more > 0 ? " and \(more) more of \(suite)" : "")
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
        case .crashed: result.cause ?? "at \(result.rung.rawValue)"
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
