// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Patches as text for a terminal: what a kernel is built with, and what `strait patches` finds.
public enum PatchListText {
    /// The files of a patch, and the mails that are left out, that are named before the rest is only counted.
    private static let most = 8

    /// What is said before a kernel is built with patches, a line each.
    public static func applied(_ set: PatchSet, to kernel: String, tree: String) -> [String] {
        let left = set.leftOut.filter { $0.kind != .cover }.count
        let more =
            left > 0
            ? ["  left out: \(Words.count(left, "mail or file", "mails and files")); `strait patches` names them"] : []
        return ["\(Clean.line(kernel)): \(Clean.line(tree)) with \(title(set))"] + set.patches.map { "  " + head($0) }
            + more
    }

    /// What would be applied, in order, what is left out and why, and whether it applies.
    public static func listing(_ set: PatchSet, _ trial: PatchTrial?, width: Int = 80, color: Bool = false) -> String {
        let ink = Ink(isOn: color)
        var lines = [ink.bold(title(set))]
        for (index, patch) in set.patches.enumerated() {
            lines.append("  " + head(patch))
            lines += details(patch, max(60, width))
            if let result = trial?.results[index] { lines += verdict(result, ink, max(60, width)) }
        }
        lines += leftOut(set.leftOut, max(60, width), ink)
        lines += set.notes.flatMap { TextLines.wrapped("note: \(Clean.line($0))", max(60, width), "      ") }
        if let trial { lines.append(ink.bold(closing(trial))) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// `3 patches, “mm: a thing”, version 2`.
    private static func title(_ set: PatchSet) -> String {
        let parts = [
            Words.count(set.patches.count, "patch", "patches"), set.title.map { "“\(Clean.line($0, limit: 200))”" },
            set.version.map { "version \($0)" },
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }

    /// `2/13  mm: …`, or the name of a plain diff.
    private static func head(_ patch: Patch) -> String {
        let applied = patch.applied
        let number = applied.number.map { "\($0)/\(applied.count ?? 0)  " } ?? ""
        return number + Clean.line(applied.subject ?? applied.name, limit: 200)
    }

    private static func details(_ patch: Patch, _ width: Int) -> [String] {
        let applied = patch.applied
        let date = applied.date.map { String($0.prefix(10)) }
        let who = [applied.author, date, applied.messageID.map { "<\($0)>" }].compactMap { $0 }
        let files =
            patch.files.prefix(most) + (patch.files.count > most ? ["and \(patch.files.count - most) more"] : [])
        let parts = [
            who.isEmpty ? "from \(patch.origin)" : who.joined(separator: ", "), files.joined(separator: ", "),
            "sha256 \(applied.sha256.prefix(16))",
        ]
        return parts.flatMap { TextLines.wrapped(Clean.line($0), width - 6, "  ").map { "      " + $0 } }
    }

    private static func verdict(_ result: PatchTrial.Result, _ ink: Ink, _ width: Int) -> [String] {
        switch result.applies {
        case true: [ink.paint("      applies", .green)]
        case nil: [ink.paint("      not tried", .dim)]
        case false:
            TextLines.wrapped(Clean.line(result.reason ?? "it does not apply"), width - 6, "  ")
                .map { ink.paint("      " + $0, .red) }
        }
    }

    /// Mails without a diff that nobody would expect to be applied are only counted.
    private static func leftOut(_ all: [PatchLeftOut], _ width: Int, _ ink: Ink) -> [String] {
        guard !all.isEmpty else { return [] }
        let silent = all.filter { $0.kind == .reply && !$0.hasDiff || $0.kind == .empty && $0.messageID != nil }
        let named = all.filter { !silent.contains($0) }
        let lines = named.map { "\(Clean.line($0.name, limit: 200)): \(Clean.line($0.reason))" }
        let rest = silent.isEmpty ? [] : [Words.count(silent.count, "mail without a diff", "mails without a diff")]
        return [ink.bold("left out")]
            + (lines + rest).flatMap { TextLines.wrapped($0, width - 2, "    ").map { "  " + $0 } }
    }

    private static func closing(_ trial: PatchTrial) -> String {
        let tree = Clean.line(trial.tree)
        guard let index = trial.results.firstIndex(where: { $0.applies == false }) else {
            return trial.results.count == 1 ? "It applies to \(tree)." : "All \(trial.results.count) apply to \(tree)."
        }
        return trial.results.count == 1
            ? "It does not apply to \(tree)."
            : "\(index) of \(trial.results.count) apply to \(tree), the next does not."
    }
}
