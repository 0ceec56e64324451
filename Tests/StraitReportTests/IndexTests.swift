// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitAnalysis
@testable import StraitReport

@Suite struct IndexTests {
    static func night(_ day: Int, _ input: ReportInput) -> IndexInput.Run {
        var (record, results) = (input.record, input.results)
        record.started = "2026-11-\(day)T00:15:00Z"
        record.id = "\(record.name)-202611\(day)T001500Z"
        (results.started, results.finished) = (record.started, "2026-11-\(day)T00:\(day):28Z")
        return .init(record: record, results: results, base: "./\(record.id)/", hasReport: day != 22)
    }

    static func input() -> IndexInput {
        IndexInput(
            title: "nights",
            runs: [night(21, Samples.smoke()), night(23, Samples.trouble()), night(22, Samples.smoke())],
            problems: ["broken: run.json cannot be used: it is not JSON"])
    }

    private func text(_ input: IndexInput) -> String { String(decoding: IndexPage.html(input), as: UTF8.self) }

    @Test func theNewestFirstWithWordsAndCounts() throws {
        let page = text(Self.input())
        let links = page.matches(of: /<th scope="row"><a href="(\.[^"]*)"/).map { String($0.output.1) }
        #expect(
            links == [
                "./nightly-20261123T001500Z/report.html", "./smoke-20261122T001500Z/",
                "./smoke-20261121T001500Z/report.html",
            ])
        #expect(page.contains("<h1>3 runs</h1>"))
        #expect(page.contains("1 directory left out"))
        #expect(page.contains("broken: run.json cannot be used: it is not JSON"))
        #expect(page.contains("title=\"crashed: x86_64,patched"))
        #expect(page.contains("Median time of a cell: 36.3 s in all of 2 runs"))
        #expect(text(Self.input()) == page)
    }

    /// Four nights of one configuration: all well, all well, a crash with another kernel, and a night that was cut off.
    static func nights() -> IndexInput {
        var runs = (20...23).map { night($0, Samples.smoke()) }
        for run in [2, 3] {
            runs[run].results.cells[4].outcome = .crashed
            runs[run].results.cells[4].cause = "BUG: bad page state"
            for cell in runs[run].results.cells.indices {
                runs[run].results.cells[cell].kernel.release = "7.3.5+deb13-amd64"
            }
        }
        runs[3].results.cells.removeLast(9)
        runs[3].results.finished = nil
        for run in runs.indices { runs[run].hasReport = true }
        return IndexInput(title: "nights", runs: runs.reversed())
    }

    @Test func aSquareForEachNightTheOldestFirst() throws {
        let page = text(Self.nights())
        let strip = page.split(separator: "<ol class=\"nights\"")[1].split(separator: "</ol>")[0]
        #expect(
            strip.matches(of: /aria-hidden="true">(11-\d\d)</).map { String($0.output.1) } == [
                "11-20", "11-21", "11-22", "11-23",
            ])
        #expect(strip.contains("title=\"2026-11-22T00:15:00Z: 9 of 14 cells passed; 4 failed and 1 crashed.\""))
        #expect(strip.contains("href=\"./smoke-20261122T001500Z/report.html\""))
        #expect(page.contains("<title>2026-11-22: 1 crashed</title>"))
    }

    @Test func theFirstBadNightOfACell() throws {
        let page = text(Self.nights())
        let id = Samples.smoke().results.cells[4].id
        let row = try #require(
            page.split(separator: "<tr>").first { $0.hasPrefix("<th scope=\"row\" class=\"ids\">\(id)</th>") })
        #expect(
            row.contains(
                "first bad 2026-11-22: crashed at log; passed until 2026-11-21; kernel 7.3.4+deb13-amd64 → 7.3.5+deb13-amd64"
            ))
        #expect(
            row.contains(
                "<a class=\"sq crashed news\" href=\"./smoke-20261122T001500Z/report.html#\(id)\" title=\"2026-11-22: crashed at log, first bad\""
            ))
        #expect(page.matches(of: /class="sq \w+ news"/).count == 1)
        #expect(!text(Self.input()).contains("first bad"), "a run of another configuration is no other night")
    }

    @Test func runsOfOneDayAreToldApartByTheirTime() {
        var input = Self.nights()
        for run in input.runs.indices {
            let started = input.runs[run].record.started
            input.runs[run].record.started = started.replacing("11-21", with: "11-22").replacing(
                "00:15", with: "0\(run):15")
        }
        let page = text(input)
        #expect(page.contains("first bad 2026-11-23 00:15: crashed at log; passed until 2026-11-22 02:15;"))
        #expect(page.contains(">11-22 01:15<"))
    }

    @Test func nightsThatSayNothingNeitherBeginNorEndARow() {
        func history(_ outcomes: [Outcome?]) -> Int? {
            let cell = Samples.smokeCells()[0]
            return CellNights(id: "x", results: outcomes.map { $0.map { Results.blank(cell, $0, .log, "x") } })
                .firstBad
        }
        #expect(history([.passed, .failed, .failed]) == 1)
        #expect(history([.passed, .infrastructure, .failed, nil, .crashed]) == 2)
        #expect(history([.failed, .failed]) == nil, "never known to pass")
        #expect(history([.failed, .passed]) == nil)
        #expect(history([.passed, .failed, .passed, .hung, .invalid]) == 3)
        #expect(history([]) == nil)
    }

    @Test func whatMovedSinceTheNightBefore() {
        let page = text(Self.nights())
        #expect(page.contains("<summary>1 broke and 13 unchanged</summary>"))
        #expect(page.contains("<code>strait compare smoke-20261121T001500Z smoke-20261122T001500Z</code>"))
        #expect(page.contains("<td>nothing moved</td>"))
    }

    @Test func aNightThatCannotBeTrustedIsNotGreen() {
        let runs = [IndexTests.night(21, Samples.judged()), IndexTests.night(22, Samples.judged(controls: true))]
        let page = text(IndexInput(title: "nights", runs: runs))
        #expect(page.contains("<span class=\"badge invalid\"><i aria-hidden=\"true\">?</i> not to be trusted</span>"))
        #expect(!page.contains("<title>2026-11-22: 14 passed</title></rect><rect class=\"o-passed\""))
        #expect(!page.contains("control-must-die"))
    }

    @Test func aDirectoryWithoutRunsIsAPageToo() {
        #expect(text(IndexInput(title: "x", runs: [])).contains("No run is here yet."))
    }

    @Test func aNameIsNoMarkup() {
        var input = Self.input()
        for index in input.runs.indices {
            input.runs[index].record.name = "</style><script>alert(1)</script>\(index)"
            input.runs[index].record.host.name = "\"><img src=x onerror=alert(1)>"
        }
        let page = text(input)
        #expect(!page.contains("<script") && !page.contains("<img"))
        #expect(page.contains(Policy.scriptless.replacing("'", with: "&#39;")))
    }

    @Test(.enabled(if: Tool.path("tidy") != nil))
    func theValidatorHasNothingToSay() throws {
        for input in [Self.input(), Self.nights(), IndexInput(title: "<", runs: [])] {
            #expect(try Tool.run("tidy", ["-e", "-q"], input: IndexPage.html(input)).errors == "")
        }
    }
}
