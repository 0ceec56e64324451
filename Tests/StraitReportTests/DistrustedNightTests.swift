// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import Testing

@testable import StraitReport

/// Nights whose controls object, among others: nothing follows from what their cells seem to have come to.
@Suite struct DistrustedNightTests {
    /// A cell over four nights, of which the second and the third cannot be trusted.
    private static let page: String = {
        let outcomes: [Outcome] = [.passed, .failed, .passed, .failed]
        let runs = zip(21...24, outcomes).map { day, outcome in
            var input = Samples.judged(controls: day == 22 || day == 23)
            input.results.cells[18].outcome = outcome
            var run = IndexTests.night(day, input)
            run.hasReport = true
            return run
        }
        return String(decoding: IndexPage.html(IndexInput(title: "nights", runs: runs)), as: UTF8.self)
    }()

    private static let id = Samples.judged().results.cells[18].id

    @Test func theyNeitherBeginNorEndARow() throws {
        let row = try #require(
            Self.page.split(separator: "<tr").first { $0.contains("class=\"ids\">\(Self.id)</th>") })
        #expect(row.contains("first bad 2026-11-24: failed at log; passed until 2026-11-21;"))
        #expect(
            row.matches(of: /class="sq ([\w ]+)"[^>]*>(.)</).map { "\($0.output.1) \($0.output.2)" } == [
                "passed ✓", "none ?", "none ?", "failed news ✗",
            ])
        #expect(row.contains("title=\"2026-11-22: not to be trusted\""))
        #expect(row.contains("report.html#\(Self.id)\" title=\"2026-11-22: not to be trusted\""))
    }

    /// The rows of the runs, the newest first.
    private static var runs: [Substring] {
        page.split(separator: "<table class=\"rows runs\">")[1].split(separator: "<tbody>")[1].split(separator: "<tr")
            .dropFirst().map { $0 }
    }

    @Test func theirRowsHaveNoColours() {
        #expect(Self.runs.map { $0.hasPrefix(" class=\"distrusted\">") } == [false, true, true, false])
    }

    @Test func nothingIsComparedWithThem() {
        #expect(!Self.page.contains("strait compare") && !Self.page.contains("nothing moved"))
        #expect(Self.runs.map { $0.contains("</td><td>–</td>") } == [true, true, true, true])
    }

    @Test func theirMeasurementsAreNoneOfATrend() {
        #expect(Self.runs.map { $0.contains("<td>–</td><td class=\"n\">") } == [false, true, true, false])
        #expect(Self.page.contains("Median time of a cell: 36.3 s in all of 2 runs"))
        #expect(Self.page.contains("x86_64, median of the largest region: ") && !Self.page.contains("of 4 runs"))
    }

    @Test func nothingIsSaidOfNightsOfWhichOneAtMostCanBeTrusted() {
        let runs = [21, 22].map { IndexTests.night($0, Samples.judged(controls: $0 == 21)) }
        let page = String(decoding: IndexPage.html(IndexInput(title: "nights", runs: runs)), as: UTF8.self)
        #expect(!page.contains("No cell changed over these nights."))
    }
}
