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

    /// A cell whose runs have these answers; nil is a run of which nobody kept them.
    private func history(_ answers: [CellAnswers?], kernels: [String] = []) -> CellHistory {
        let entries = answers.enumerated().map { index, answers in
            let states = answers.map { kept in CellQuestion.allCases.map { kept[$0] } }
            let isGood = states.map { $0.allSatisfy { $0 == .good } } ?? true
            let isKnown = states.map { !$0.allSatisfy { $0 == .unknown } } ?? true
            return HistoryEntry(
                run: "n\(index)", started: "2026-11-2\(index)T00:00:00Z", directory: "/n/\(index)", release: "7.3",
                version: nil, sha256: kernels.isEmpty ? "k" : kernels[index],
                outcome: isKnown ? (isGood ? .passed : .failed) : .infrastructure, rung: .log, answers: answers)
        }
        return CellHistory(configuration: "t", cell: "a", entries: entries)
    }

    private static let good = CellAnswers(all: .good)
    private static let refused = CellAnswers(initialization: .bad, tests: .absent, log: .good)

    @Test func whatIsGoodEveryTimeIsOneLine() {
        let text = HistoryText.overview([history([Self.good, Self.good])], width: 200, color: false)
        #expect(text == "t\n  ✓✓✓ a: passed, 2 times in a row\n")
    }

    @Test func eachAnswerIsCountedApart() {
        let warned = CellAnswers(initialization: .good, tests: .good, log: .bad)
        let text = HistoryText.overview(
            [history([Self.good, Self.refused, Self.refused, warned], kernels: ["1", "2", "2", "3"])], width: 200,
            color: false)
        #expect(
            text == """
                t
                  ✓✓! a
                      initialization granted, 1 time in a row, 2 flips
                      kernel log reports, 1 time in a row, 1 flip
                      tests passed every time
                      in all: failed at log, 1 time in a row, 1 flip
                      kernel log, first bad: n3, 7.3 (sha256 3)
                      kernel log, last good: n2, 7.3 (sha256 2)

                """, "\(text)")
    }

    @Test func aRunWithoutAnAnswerIsNone() {
        let silent = CellAnswers(all: .unknown)
        let text = HistoryText.overview([history([Self.good, Self.refused, silent, silent])], width: 200, color: false)
        #expect(text.contains("  ??? a\n"))
        #expect(
            text.contains(
                "      now unknown (2 runs); before: initialization refused, 1 time in a row, 1 flip, flaky\n"))
        let cell = HistoryText.cell(history([nil, Self.good, Self.refused, silent]), width: 200, color: false)
        #expect(cell.contains("initialization: 1 granted, 1 refused, 1 unknown; 1 flip, the last 1 answer the same\n"))
        #expect(cell.contains("flaky: initialization with the kernel k\n"))
        #expect(
            cell.contains(
                "✗–✓ 2026-11-22T00:00:00Z initialization refused, tests not asked, kernel log clean: failed at log"))
        #expect(cell.contains("  ✓ 2026-11-20T00:00:00Z passed"), "a run of an older strait has its outcome alone")
    }
}
