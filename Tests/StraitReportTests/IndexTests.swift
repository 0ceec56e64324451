// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

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
        let links = page.matches(of: /href="(\.[^"]*)"/).map { String($0.output.1) }
        #expect(
            links == [
                "./nightly-20261123T001500Z/report.html", "./smoke-20261122T001500Z/",
                "./smoke-20261121T001500Z/report.html",
            ])
        #expect(page.contains("<h1>3 runs</h1>"))
        #expect(page.contains("1 directory left out"))
        #expect(page.contains("broken: run.json cannot be used: it is not JSON"))
        #expect(page.contains("title=\"crashed: x86_64,patched"))
        #expect(page.contains("Median time of a cell: 36.3 s to 36.3 s over 2 runs"))
        #expect(text(Self.input()) == page)
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
        for input in [Self.input(), IndexInput(title: "<", runs: [])] {
            #expect(try Tool.run("tidy", ["-e", "-q"], input: IndexPage.html(input)).errors == "")
        }
    }
}
