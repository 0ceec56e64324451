// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The kernel reports that the page tells once, and where: cells refer to them instead of telling them again.
struct ToldReports {
    private struct Place {
        let anchor: String
        let report: KernelReport
        let priority: Priority
        let verdict: CellVerdict?
    }

    private let places: [String: Place]

    /// Those among the findings that are shown. The anchors have no comma, so no cell's id is like them.
    init(_ findings: some Sequence<Finding>) {
        var places: [String: Place] = [:]
        for finding in findings {
            guard case .report(let group) = finding.subject, places[group.report.fingerprint] == nil else { continue }
            places[group.report.fingerprint] = Place(
                anchor: "report-\(places.count + 1)", report: group.report, priority: finding.priority,
                verdict: finding.verdict)
        }
        self.places = places
    }

    /// Where a report is told, as the fragment of a link; nil if it is not, or with another call trace.
    func link(_ report: KernelReport) -> String? {
        places[report.fingerprint].flatMap { $0.report.hasTrace(of: report) ? Links.anchor($0.anchor) : nil }
    }

    /// The anchor of the finding that tells its report; nil for the others of the same report.
    func anchor(_ finding: Finding) -> String? {
        guard case .report(let group) = finding.subject, let place = places[group.report.fingerprint],
            (place.priority, place.verdict) == (finding.priority, finding.verdict)
        else { return nil }
        return place.anchor
    }
}

/// The lines of a kernel report: from the line that says it to the end of its call trace.
enum TraceView {
    private static let most = 120

    /// Nil if nothing of it was kept.
    static func view(_ report: KernelReport, _ allowance: Allowance, isOpen: Bool) -> View? {
        guard !report.lines.isEmpty else { return nil }
        let (lines, left) = allowance.lines(report.lines, most: most)
        return [
            "lines": lines, "more": left > 0 ? Words.count(left, "more line") : nil, "open": isOpen,
            "function": report.function,
        ]
    }
}
