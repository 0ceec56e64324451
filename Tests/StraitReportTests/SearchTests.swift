// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitAnalysis
@testable import StraitReport

/// A search is one question of the matrix: where the answer turns.
@Suite struct SearchTests {
    private static func input(_ outcomes: [Outcome?]) -> ReportInput {
        let cells = [1, 2, 4].map { size in
            Samples.cell(
                .x86_64, ["physBits": .integer(37), "kaslr": .text("off"), "pciHole64": .integer(size << 10)],
                sizes: [Mebibytes(64 << 10)])
        }
        let plain = [36, 37, 46].map { Samples.cell(.x86_64, ["physBits": .integer($0), "kaslr": .text("off")]) }
        let search = Search(
            axis: "pciHole64", name: Cell.commonName(of: cells),
            candidates: cells.map { Search.Candidate(cell: $0.id, value: $0.requested["pciHole64"] ?? .integer(0)) })
        let results =
            zip(cells, outcomes).compactMap { cell, outcome in
                outcome.map { Results.blank(cell, $0, .reserve, $0 == .passed ? nil : "no room") }
            } + plain.map(Results.smoke)
        var input = Samples.input(cells + plain, results)
        input.record.searches = [search]
        input.results.searches = input.record.searchResults(results)
        return input
    }

    @Test func oneSquareSaysWhereItTurns() throws {
        let input = Self.input([.passed, .passed, .failed])
        let grid = try #require(Grid.all(RunCells(input).asked, searches: ShownSearch.all(input)).first)
        #expect(grid.rows.map(\.label) == ["standard", "search PCI window · asks 64GiB"])
        let page = String(decoding: Report.html(input), as: UTF8.self)
        #expect(
            page.contains("<a class=\"sq failed\" href=\"#search-1\" title=\"search PCI window · asks 64GiB · 37 bits:")
        )
        #expect(page.contains("<i>|</i>"))
        #expect(page.contains("data-o=\"passed passed failed\""), "the filter knows each of its cells")
        #expect(page.contains("<li id=\"search-1\">"))
        let text = Summary.text(input, width: 120)
        #expect(text.contains("✓–✓|✗–✓ 2GiB | 4GiB"))
        #expect(
            text.contains(
                "\n\nBoundaries\npciHole64 of x86_64,stock,physBits-37,kaslr-off,dev-64GiB: 2GiB passed, 4GiB failed"))
    }

    @Test func whatTheMatrixAsksForBesidesKeepsItsRow() throws {
        var input = Self.input([.passed, .passed, .failed])
        input.record.searches?[0].candidates[1].isAsked = true
        let grid = try #require(Grid.all(RunCells(input).asked, searches: ShownSearch.all(input)).first)
        #expect(
            grid.rows.map(\.label) == ["standard", "PCI window 2GiB · asks 64GiB", "search PCI window · asks 64GiB"])
    }

    @Test(
        arguments: [
            ([.passed, nil, .passed], "no change"), ([.passed, nil, nil], "not found yet"),
            ([.infrastructure, .infrastructure, .infrastructure], "inconclusive"),
        ] as [([Outcome?], String)])
    func whatIsNoBoundaryIsNone(outcomes: [Outcome?], word: String) {
        #expect(ShownSearch.all(Self.input(outcomes)).map(\.word) == [word])
    }
}
