// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// A comparison as text for a terminal.
public enum ComparisonReport {
    /// The headline, the table and the changes; lines have at most `width` columns (at least 60), except for ids of cells, which stay
    /// whole.
    public static func table(_ comparison: Comparison, width: Int = 80, color: Bool = false) -> String {
        let ink = Ink(isOn: color, isDistrusted: !comparison.distrust.isEmpty)
        let text = ComparisonText(comparison: comparison, width: max(60, width), ink: ink)
        let sides = [("base", comparison.base), ("candidate", comparison.candidate)].flatMap { name, origin in
            TextLines.broken("\(name): \(side(origin))", text.width, "  ")
        }
        let besides = text.besides
        let parts = [
            text.distrust, text.headline, sides, text.table, text.moved,
            besides.isEmpty ? [] : ["Differences that decide nothing:"] + besides,
        ]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    /// Whether `Tested-by:` is justified: nothing broke and nothing is inconclusive in any of the three questions, both runs can be
    /// trusted, and at least one cell has a verdict on two different kernels.
    public static func deservesTag(_ comparison: Comparison) -> Bool {
        let verdicts = Set(comparison.pairs.flatMap { pair in CellQuestion.allCases.map { pair.answers[$0] } })
        return comparison.distrust.isEmpty && !comparison.isOfOneKernel
            && verdicts.isDisjoint(with: [.broke, .inconclusive])
            && comparison.pairs.contains(where: \.isConclusive)
    }

    /// The differences between a result and the recorded one of the same cell, one line each, the worst first. If both
    /// have random layouts, the capacity is not compared.
    public static func differences(from recorded: CellResult, to now: CellResult) -> [String] {
        guard recorded.outcome.isVerdictOnKernel, now.outcome.isVerdictOnKernel else {
            return recorded.answer == now.answer
                ? [] : ["\(recorded.answer.description) -> \(now.answer.description)"]
        }
        return Change.all(from: recorded, to: now).map(ChangeWords.sentence)
    }

    private static func side(_ origin: Comparison.Origin) -> String {
        let releases = origin.kernels.map(\.release).uniqued()
        let kernel = origin.kernel.map { "\($0), " } ?? ""
        let most = origin.kernels.map(\.patches.count).max() ?? 0
        let patched = most > 0 ? " with \(Words.count(most, "patch", "patches"))" : ""
        return Clean.line("\(kernel)run \(origin.run), kernel \(Words.list(releases))\(patched)", limit: 400)
    }
}
