// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import Testing

@testable import StraitReport

@Suite struct HistoryTextTests {
    private func overview(_ outcomes: Outcome...) -> String {
        let entries = outcomes.enumerated().map { index, outcome in
            HistoryEntry(
                run: "n\(index)", started: "2026-11-23T00:00:00Z", directory: "/n/\(index)", release: "7.3",
                version: nil, sha256: "k", outcome: outcome, rung: .log)
        }
        return HistoryText.overview(
            [CellHistory(configuration: "t", cell: "a", entries: entries)], width: 200, color: false)
    }

    @Test func theLastVerdictIsTheHeadWhereNothingCameAfterIt() {
        #expect(overview(.unsupported, .passed, .passed) == "t\n  ✓ a: passed, 2 times in a row\n")
    }

    @Test func whatCameAfterTheLastVerdictComesFirst() {
        let text = overview(.passed, .passed, .unsupported, .unsupported, .infrastructure, .invalid)
        #expect(!text.contains("✓"))
        #expect(
            text.contains("a: now invalid at log (4 runs without a verdict); before: passed, 2 times in a row\n"),
            "\(text)")
        #expect(
            overview(.passed, .unsupported).contains("a: now unsupported (1 run without a verdict); before: passed"))
    }
}
