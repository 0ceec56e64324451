// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The findings for a terminal: unexpected ones first; known ones last, and short.
struct FindingText {
    let grids: [Grid]
    let width: Int
    let ink: Ink

    private static let most = 20
    private static let indent = 18

    /// One part for each priority, with a head if there are several.
    func parts(_ findings: [Finding]) -> [[String]] {
        let judged = findings.contains { $0.verdict != nil }
        let shown = findings.prefix(Self.most)
        var parts = Priority.allCases.compactMap { priority -> [String]? in
            let some = shown.filter { $0.priority == priority }
            guard !some.isEmpty else { return nil }
            return (judged ? [ink.bold(priority.title(hasRules: findings.hasRules))] : []) + some.flatMap(lines)
        }
        if findings.count > shown.count {
            parts.append(["… \(Words.count(findings.count - shown.count, "more reason"))"])
        }
        return parts
    }

    private func lines(_ finding: Finding) -> [String] {
        let mark = finding.mark
        let verdict = finding.verdict.flatMap { !$0.isNews ? nil : "\(Mark($0).sign) \(Mark($0).word)" }
        let heads = ["\(mark.sign) \(mark.word)", verdict].compactMap { $0 }
        let place = finding.place(in: grids).map { ": \($0)" } ?? ""
        let title = Clean.line(finding.title, limit: 300)
        let room = width - Self.indent
        let body =
            TextLines.wrapped("\(title) (\(Words.count(finding.cells.count, "cell"))\(place))", room, "")
            + (finding.priority == .known
                ? [] : TextLines.wrapped(Clean.line(finding.explanation, limit: 600), room, ""))
            + finding.expectations.prefix(2).flatMap { TextLines.wrapped(Self.expected($0), room, "  ") } + ids(finding)
        return (0..<max(body.count, heads.count)).map { index in
            let head = index < heads.count ? heads[index] : ""
            return ink.paint(TextLines.pad(head, Self.indent), mark)
                + (index < body.count ? body[index] : "")
        }
    }

    private func ids(_ finding: Finding) -> [String] {
        let groups = CellGroup.all(finding.cells)
        return groups.prefix(3).map { Clean.line($0.id) } + (groups.count > 3 ? ["…"] : [])
    }

    private static func expected(_ expectation: CellExpectation) -> String {
        let note = expectation.note.map { ": " + Clean.line($0, limit: 200) } ?? ""
        let link = expectation.link.map { " <\(Clean.line($0, limit: 200))>" } ?? ""
        return "expected \(Clean.line(expectation.description, limit: 200))\(note)\(link)"
    }
}
