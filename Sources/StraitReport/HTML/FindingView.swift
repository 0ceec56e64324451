// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The findings in the page: unexpected ones first, known ones last.
enum FindingView {
    /// More findings than these are counted.
    static let mostRows = 40

    /// Nil if there are no findings. `findings` are sorted.
    static func view(_ findings: [Finding], _ grids: [Grid], _ page: PageParts) -> View? {
        guard !findings.isEmpty else { return nil }
        let judged = findings.contains { $0.verdict != nil }
        let hasRules = findings.hasRules
        let shown = findings.prefix(mostRows)
        let parts = Priority.allCases.compactMap { priority -> View? in
            let rows = shown.filter { $0.priority == priority }
            guard !rows.isEmpty else { return nil }
            return [
                "title": judged ? priority.title(hasRules: hasRules) : nil, "rows": rows.map { row($0, grids, page) },
            ]
        }
        let more = findings.count - shown.count
        return [
            "heading": judged
                ? "What is not as \(hasRules ? "expected" : "before"), and what is known"
                : "What did not pass, and why",
            "parts": parts, "more": more > 0 ? Words.count(more, "more reason") : nil,
        ]
    }

    private static func row(_ finding: Finding, _ grids: [Grid], _ page: PageParts) -> View {
        let expectations = finding.expectations.prefix(3).map { ExpectationView.view($0, nil) }
        return finding.mark.worded.with([
            "verdict": finding.verdict.map { Mark($0).word }, "verdictSign": finding.verdict.map { Mark($0).sign },
            "news": finding.priority == .unexpected ? "news" : nil,
            "title": finding.title, "explanation": finding.explanation, "where": finding.place(in: grids),
            "expectations": expectations, "count": Words.grouped(finding.cells.count),
            "squares": page.links.view(finding.cells),
        ]).with(report(finding, page))
    }

    /// A report with its call trace, or where that is told.
    private static func report(_ finding: Finding, _ page: PageParts) -> View {
        guard case .report(let group) = finding.subject else { return [:] }
        guard let anchor = page.reports.anchor(finding) else { return ["told": page.reports.link(group.report)] }
        let others = group.otherTraces.isEmpty ? nil : page.links.view(group.otherTraces.map { ($0, true, nil) })
        return [
            "anchor": anchor, "line": group.report.title == finding.title ? nil : group.report.title,
            "trace": TraceView.view(group.report, page.allowance, isOpen: finding.priority != .known), "others": others,
        ]
    }
}

/// A cell's expectation in words. It comes from a configuration, which can come from anybody.
enum ExpectationView {
    static func view(_ expectation: CellExpectation, _ verdict: CellVerdict?) -> View {
        [
            "text": expectation.description, "note": expectation.note, "href": expectation.link.flatMap(Links.outside),
            // A link that is not safe is shown as text.
            "link": expectation.link.map { Clean.line($0, limit: 200) },
            "verdict": verdict.map { Mark($0).word }, "verdictSign": verdict.map { Mark($0).sign },
            "news": verdict?.isUnexpected == true ? "news" : nil,
        ]
    }
}
