// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitAnalysis
@testable import StraitReport

/// `seed:N xM` is one question: how the boots of one layout ended, and whether they had one.
@Suite struct ReplayViewTests {
    static func input(_ digests: [String]) -> ReportInput {
        let cells = digests.indices.map { index in
            Samples.cell(
                .x86_64, ["physBits": .integer(46), "kaslr": .text("seed:7 x\(digests.count)#\(index + 1)")],
                sizes: [Mebibytes(256)])
        }
        let results = zip(cells, digests).map { cell, digest in
            var result = Results.smoke(cell)
            result.seed = 7
            var layout = Layout()
            (layout.seed, layout.symbolsSHA256) = (7, digest)
            result.layout = layout
            result.reproduction = "strait repro --arch x86_64 --phys-bits 46 --kaslr seed:7"
            return result
        }
        return Samples.input(cells, results)
    }

    private func text(_ input: ReportInput) -> String { String(decoding: Report.html(input), as: UTF8.self) }

    @Test func bootsOfOneLayoutAreOneSquare() throws {
        let input = Self.input(["a", "a", "a"])
        let question = try #require(CellGroup.all(RunCells(input).asked).first)
        #expect(question.id == "x86_64,stock,physBits-46,kaslr-seed_7_x3")
        #expect(question.replay == "one layout" && !question.isBroken)
        let page = text(input)
        #expect(
            page.contains(
                "href=\"#\(question.id)\" title=\"standard · 46 bits: initialization granted, tests passed, kernel log clean; passed 3 of 3"
            ))
        #expect(page.contains("<span>3/3 passed</span><small>one layout</small>"))
        #expect(
            page.contains(
                "3 of 3 passed</span> <strong>\(question.id)</strong> <span class=\"quiet\">one layout</span>"))
        #expect(!page.contains("role=\"alert\""))
        #expect(Summary.text(input).contains("✓ 3/3 passed, one layout"))
    }

    @Test func aReplayThatIsNoneIsPlainlyVisible() {
        let input = Self.input(["a", "b", "a"])
        let page = text(input)
        #expect(page.contains("<h1>This run cannot be trusted: 1 seed does not replay.</h1>"))
        #expect(page.contains("does not replay: 3 boots show 2 layouts"))
        #expect(page.contains("class=\"sq passed news\""))
        #expect(page.contains("<small>2 layouts: no replay</small>"))
        let summary = Summary.text(input)
        #expect(summary.contains("✓ 3/3 passed, 2 layouts: no replay"))
        #expect(summary.contains("kaslr-seed_7_x3: passed 3 of 3"))
    }

    @Test func aCellThatWasNotBootedHasItsPlace() {
        var input = Self.input(["a", "a", "a"])
        input.results.cells.removeLast()
        let questions = CellGroup.all(RunCells(input).asked)
        #expect(questions.map(\.cells.count) == [3])
        #expect(questions[0].cells.map(\.draw?.member.number) == [1, 2, 3])
    }

    @Test func theBootsAreListedWithTheirCommands() {
        var input = Self.input(["a", "a", "a"])
        (input.results.cells[1].outcome, input.results.cells[1].rung) = (.crashed, .reserve)
        let card = text(input).split(separator: "id=\"layouts\"")[1].split(separator: "</section>")[0]
        let numbers = card.matches(of: />#(\d)<\/a>/).map { String($0.output.1) }
        #expect(numbers == ["2", "1", "3"], "what did not pass comes first")
        #expect(card.matches(of: /<code>strait repro --arch x86_64 --phys-bits 46 --kaslr seed:7<\/code>/).count == 3)
        #expect(card.contains("<th scope=\"col\">Boot</th>"))
    }
}
