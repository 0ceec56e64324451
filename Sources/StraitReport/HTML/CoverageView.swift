// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The changed lines in the page: the patches' diff, and which of its lines ran, where, and by what.
enum CoverageView {
    /// The most lines of a diff in the page; more only make it slow.
    private static let mostLines = 4000
    private static let mostPlaces = 40
    /// What a page keeps of a tab, which ``Clean`` would make one blank.
    private static let tab = String(repeating: " ", count: 8)

    static func view(_ kernels: [KernelLines]) -> View? {
        let shown = kernels.filter(\.hasChanges)
        guard !shown.isEmpty else { return nil }
        return ["list": shown.map { view($0, isOnly: shown.count == 1) }]
    }

    private static func view(_ lines: KernelLines, isOnly: Bool) -> View {
        let never = lines.never
        let unseen = CoverageWords.unseen(lines)
        let places = never.prefix(mostPlaces).map(CoverageWords.place)
        let more = never.count > mostPlaces ? ["and \(never.count - mostPlaces) more"] : []
        var left = mostLines
        return [
            "kernel": isOnly ? nil : lines.kernel, "sentence": CoverageWords.sentence(lines),
            "suites": CoverageWords.suites(lines), "never": places + more, "hasNever": !never.isEmpty,
            "untaken": lines.untaken.prefix(mostPlaces).map(CoverageWords.place), "hasUntaken": !lines.untaken.isEmpty,
            "unseen": unseen, "hasUnseen": !unseen.isEmpty,
            "files": lines.files.filter { !$0.diff.hunks.isEmpty }.map { file($0, lines, &left) },
        ]
    }

    private static func file(_ file: KernelLines.File, _ lines: KernelLines, _ left: inout Int) -> View {
        let totals = lines.totals(of: file).map { "\($0.ran) of \($0.canRun) on \($0.architecture.rawValue)" }
        var rows: [View] = []
        for hunk in file.diff.hunks where left > 0 {
            rows.append(["head": "line \(hunk.new.first)", "span": lines.architectures.count + 2])
            rows += hunk.lines.prefix(left).map { row($0, file, lines) }
            left -= hunk.lines.count
        }
        return [
            "path": file.path,
            "totals": file.changed.isEmpty ? "no changed line can run" : totals.joined(separator: ", "),
            "rows": rows, "columns": lines.architectures.map { ["name": $0.rawValue] as View },
            "cut": left < 0,
        ]
    }

    private static func row(_ line: DiffHunks.Line, _ file: KernelLines.File, _ lines: KernelLines) -> View {
        let marks = line.new.flatMap { file.marks[$0] }
        let isAdded = line.old == nil
        return [
            "sign": line.new == nil ? "−" : isAdded ? "+" : "",
            "kind": line.new == nil ? "gone" : isAdded ? "new" : "same",
            "number": line.new.map(String.init), "text": line.text.isEmpty ? " " : line.text.replacing("\t", with: tab),
            "marks": lines.architectures.map { mark(marks?[$0]) },
        ]
    }

    /// A sign and a word, so that neither colour nor sign alone tells it.
    private static func mark(_ mark: LineMark?) -> View {
        guard let mark else { return ["text": ""] }
        guard mark.count > 0 else { return ["text": "✗ never", "outcome": "failed"] }
        let suites = mark.suites.sorted().map { Clean.line($0, limit: 60) }.joined(separator: ", ")
        return ["text": "✓ \(Words.bare(mark.count))", "outcome": "passed", "title": suites, "suites": suites]
    }
}

extension Words {
    /// `3`, `4.1k`, `2.3M`: how often a line ran, in the width of a column.
    static func bare(_ count: UInt64) -> String {
        switch count {
        case ..<10_000: String(count)
        case ..<10_000_000: number(Double(count) / 1e3, digits: count < 100_000 ? 1 : 0) + "k"
        default: count < 10_000_000_000 ? number(Double(count) / 1e6, digits: 0) + "M" : "≥10G"
        }
    }
}
