// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitAnalysis
@testable import StraitReport

/// `random xN` is one question with an answer of so many of so many.
@Suite struct LayoutViewTests {
    private let items = RunCells(Samples.judged()).asked
    private let page = String(decoding: Report.html(Samples.judged()), as: UTF8.self)

    @Test func aRowForTheQuestionAndNoneForItsLayouts() throws {
        let grid = try #require(Grid.all(items).first)
        #expect(grid.rows.map(\.label) == ["KASLR off", "KASLR random x5"])
        #expect(
            grid.rows[1].cellGroups.map { $0.map { [$0.cells.count, $0.rate.hits, $0.rate.trials] } }
                == [[[5, 0, 5]], [[5, 5, 5]], [[5, 4, 4]], [[5, 3, 5]]])
    }

    @Test(
        "what says nothing about the kernel is not in a question's rate, and another kernel's cells are another question"
    )
    func questions() {
        func item(_ kaslr: String, _ outcome: Outcome, _ kernel: String = "k") -> ShownCell {
            let cell = Samples.cell(.aarch64, ["kaslr": .text(kaslr)], kernel: kernel, sizes: [Mebibytes(256)])
            return ShownCell(
                CellResult(
                    id: cell.id, arch: .aarch64, kernel: KernelIdentity(name: kernel, source: "debian:sid"),
                    requested: cell.requested, outcome: outcome, rung: .log, cause: nil))
        }
        let questions = CellGroup.all([
            item("random x3#1", .passed), item("off", .failed), item("random x2#1", .failed),
            item("random x3#2", .failed), item("random x3#1", .crashed, "other"), item("random x3#3", .infrastructure),
        ])
        #expect(
            questions.map(\.id) == [
                "aarch64,k,kaslr-random_x3", "aarch64,k,kaslr-off", "aarch64,k,kaslr-random_x2",
                "aarch64,other,kaslr-random_x3",
            ])
        #expect(questions.map(\.rate) == [Rate(1, of: 2), Rate(0, of: 1), Rate(0, of: 1), Rate(0, of: 1)])
    }

    @Test func theSquareLeadsToItsLayouts() {
        let id = "x86_64,stock,physBits-46,kaslr-random_x5"
        #expect(page.contains("<a class=\"sq failed news\" href=\"#\(id)\""))
        #expect(
            page.contains(
                "<span>3/5 passed</span><small>▼ regression</small><small>✓✗✓✗✓</small><small>23–88 %</small>"))
        #expect(page.contains("<div class=\"body\" id=\"\(id)\">"))
        let numbers = page.split(separator: "id=\"\(id)\"")[1].split(separator: "</table>")[0]
            .matches(of: /<th scope="row"><a href="#[^"]*_(\d)">#\d<\/a><\/th>/).map { String($0.output.1) }
        #expect(numbers == ["2", "4", "1", "3", "5"], "those that did not pass come first")
        #expect(
            page.contains(
                "data-o=\"passed failed passed failed passed\" data-q=\"ig ib tg lg\" data-v=\"regression regression\"")
        )
    }

    @Test func whatTellsTheLayoutsApart() {
        let luck = CellGroup.all(items).first(where: \.isMixed)
        #expect(luck?.cells.count == 5)
        #expect(
            luck.flatMap { LayoutDifference($0.cells)?.sentence }
                == "In these layouts the limit of device memory separates the results: at or below 0x7ffffffffff where it did not pass, 0xfffffffffff or above where it did."
        )
        let sure = CellGroup.all(items).filter { $0.isGroup && !$0.isMixed }
        #expect(sure.count == 3 && sure.allSatisfy { LayoutDifference($0.cells)?.sentence == nil })
    }

    @Test func aLayoutThatShowsNothingMayBeAnywhere() {
        var input = Samples.judged()
        input.results.cells[20].layout = nil
        let luck = CellGroup.all(RunCells(input).asked).first(where: \.isMixed)
        #expect(luck.flatMap { LayoutDifference($0.cells)?.sentence } == nil)
    }

    @Test func oneLineOfTheChartWithItsSpread() throws {
        let chart = try #require(Grid.all(items).first.flatMap(CapacityChart.init))
        #expect(chart.series.map(\.name) == ["stock, KASLR off", "stock, KASLR random x5"])
        #expect(chart.series[1].points.last?.sizes.count == 5)
        #expect(chart.series[1].points.last?.sizes.first == Mebibytes(128))
    }

    @Test func theTerminalHasItToo() {
        let text = Summary.text(Samples.judged(), width: 120)
        #expect(text.contains("✗✓✓▼ 3/5 passed"))
        #expect(text.contains("kaslr-random_x5: passed 3 of 5 (60 %; 95 % interval 23 to 88 %)"))
    }

    @Test func layoutsThatHaveNotBeenRunAreInTheirQuestion() {
        var input = Samples.judged(finished: false)
        input.results.cells.removeAll { $0.id.contains("physBits-46") }
        let questions = CellGroup.all(RunCells(input).asked)
        #expect(questions.count == 8)
        #expect(questions.last?.cells.map(\.draw?.member.number) == [1, 2, 3, 4, 5])
        #expect(Summary.text(input).contains("no result"))
    }

    /// Headings short enough for a terminal and long enough to read.
    @Test(arguments: [40, 80, 200])
    func headingsOfColumnsCanBeRead(width: Int) {
        let cells = [32, nil, 46].map { bits in
            Samples.cell(.x86_64, bits.map { ["physBits": .integer($0)] } ?? [:])
        }
        let text = Summary.text(Samples.input(cells, cells.map(Results.smoke)), width: width)
        let heads = width < 80 ? ["  32   46   own"] : ["32 bits", "46 bits", "the machine's own"]
        #expect(heads.allSatisfy(text.contains) && text.contains("in bits"))
    }
}
