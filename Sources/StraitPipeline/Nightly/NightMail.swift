// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A night as plain text, for a mail: what is worse first, each with the command that shows it again.
public enum NightMail {
    /// The text; its first line will do as a subject.
    public static func text(_ summary: NightSummary) -> String {
        var parts: [[String]] = [["strait: \(summary.line)"]]
        if !summary.distrust.isEmpty {
            parts.append(["This night cannot be trusted:"] + summary.distrust.map { "  \($0)" })
        }
        for (title, moved) in [
            ("Broke:", summary.broke), ("Fixed:", summary.fixed), ("Inconclusive:", summary.inconclusive),
        ] where !moved.isEmpty {
            parts.append([title] + moved.flatMap(lines))
        }
        if !summary.regressed.isEmpty {
            parts.append(["Regressed since an earlier night:"] + summary.regressed.map { "  \($0)" })
        }
        if !summary.unexpected.isEmpty { parts.append(["Not as expected:"] + summary.unexpected.map { "  \($0)" }) }
        if !summary.notes.isEmpty { parts.append(["Notes:"] + summary.notes.map { "  \($0)" }) }
        parts.append(["The report: \(summary.directory)/\(RunReport.fileName)"])
        // A mail is read in a terminal as often as not, and what a guest said is in it.
        return Clean.text(parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n")
    }

    private static func lines(_ moved: NightSummary.Moved) -> [String] {
        ["  \(moved.cell)", "    \(moved.before) -> \(moved.now)"] + (moved.reproduction.map { ["    \($0)"] } ?? [])
    }
}
