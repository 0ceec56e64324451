// SPDX-License-Identifier: Apache-2.0

import StraitModel
import TestSupport
import Testing

@testable import StraitAnalysis
@testable import StraitReport

@Suite struct MatrixTests {
    @Test func widthsAcrossAndLayoutsDown() throws {
        let grids = Grid.all(ShownCell.all(Samples.smoke()))
        #expect(grids.map(\.architecture) == [.x86_64, .aarch64, .ppc64le])
        #expect(grids.map(\.columnAxis.name) == ["physBits", "physBits", "mmu"])
        #expect(grids[0].columns.map(\.label) == ["32 bits", "36 bits", "40 bits", "46 bits"])
        #expect(grids[1].columns.map(\.label) == ["40 bits", "48 bits"])
        #expect(grids[1].columns.map(\.detail) == ["cortex-a53", "neoverse-n1"])
        #expect(grids[0].rows.map(\.label) == ["KASLR off", "KASLR random"])
        #expect(grids[0].constants.first?.constant == "kernel stock", "one kernel is the same everywhere")
        #expect(grids[2].rows.map(\.label) == ["standard"])
        #expect(
            grids[0].rows.map { $0.cellGroups.map { $0.map(\.worst.outcome) } }
                == Array(repeating: [[.failed], [.failed], [.passed], [.passed]], count: 2))
        #expect(grids[0].constants.map(\.constant).contains("asks 256MiB, 16GiB and 32GiB"))
    }

    @Test func aSweepOfTheWindowAtOneWidthHasTheWindowAcross() {
        let cells = [16, 64, 256].map {
            Samples.cell(.x86_64, ["physBits": .integer(46), "pciHole64": .integer($0 << 10)])
        }
        let grid = Grid(.x86_64, cells.map { ShownCell($0) })
        #expect(grid.columnAxis.name == "pciHole64")
        #expect(grid.columns.map(\.label) == ["16 GiB", "64 GiB", "256 GiB"])
    }

    @Test func cellsWithoutAnAxisBetweenThemShareASquare() {
        let cells = [1, 2, 3].map { Samples.cell(.x86_64, ["physBits": .integer(46)], sizes: [Mebibytes($0)]) }
        let grid = Grid(.x86_64, cells.map { ShownCell($0) })
        #expect(grid.rows.count == 3, "the sizes are a label of their own")
        let same = Grid(.x86_64, [cells[0], cells[0]].map { ShownCell($0) })
        #expect(same.rows.map { $0.cellGroups.map(\.count) } == [[2]])
    }

    @Test func cellsWithoutAResultHaveTheirPlace() {
        var input = Samples.smoke()
        input.results.cells.removeLast(3)
        let grids = Grid.all(ShownCell.all(input))
        #expect(grids.map { $0.rows.flatMap(\.cellGroups).flatMap(\.self).count } == [8, 4, 2])
        #expect(grids[2].rows[0].cellGroups.map { $0.map(\.worst.outcome) } == [[nil], [nil]])
    }

    @Test func reasonsTheWorstFirst() {
        let findings = Finding.all(ShownCell.all(Samples.trouble()))
        let outcomes: [Outcome] = [
            .crashed, .crashed, .hung, .failed, .failed, .failed, .invalid, .infrastructure, .unsupported,
        ]
        #expect(findings.map(\.outcome) == outcomes)
        #expect(
            findings.map(\.question) == [.log, .log, nil, .initialization, .initialization, .tests, nil, nil, nil])
        #expect(
            findings[0].title == "BUG: kernel NULL pointer dereference in zone_device_page_init", "before the panic")
        #expect(findings[3].title == "reserve ERANGE")
        #expect(findings[3].cells.count == 4)
        #expect(
            findings[3].place(in: Grid.all(ShownCell.all(Samples.trouble()))) == "base on x86_64 at 32 bits and 36 bits"
        )
    }

    @Test func theVerdictInASentence() {
        func say(_ outcomes: [Outcome], of total: Int? = nil, finished: Bool = true) -> String {
            let cells = (0..<(total ?? outcomes.count)).map {
                Samples.cell(.x86_64, ["physBits": .integer(46)], sizes: [Mebibytes($0 + 1)])
            }
            let input = Samples.input(
                cells, zip(cells, outcomes).map { Results.blank($0, $1, .log, "x") }, finished: finished)
            let verdict = RunSentence(RunCells(input), ended: finished)
            return [verdict.sentence, verdict.besides].compactMap { $0 }.joined(separator: " ")
        }
        #expect(say([.passed]) == "The cell passed.")
        #expect(say([.hung]) == "The cell hung.")
        #expect(say([.invalid]) == "The cell did not pass. 1 cell has no verdict on the kernel.")
        #expect(say([.passed, .passed]) == "All 2 cells passed.")
        #expect(say([.failed, .crashed, .hung]) == "None of 3 cells passed; 1 failed, 1 crashed and 1 hung.")
        #expect(say([.passed, .infrastructure]) == "1 of 2 cells passed. 1 cell has no verdict on the kernel.")
        #expect(say([.passed, .unsupported, .unsupported]) == "1 of 3 cells passed. 2 cells ask for what cannot be.")
        #expect(
            say([.passed], of: 2, finished: false)
                == "1 of 2 cells passed. 1 cell has no result yet: the run has not ended.")
        #expect(say([], of: 3, finished: false).hasPrefix("No cell of 3 has a result. 3 cells have no result yet"))
        #expect(say([.unsupported, .unsupported]) == "Nothing could run: both cells are unsupported.")
        #expect(say([.unsupported]) == "Nothing could run: the cell is unsupported.")
        #expect(say([.passed], of: 2) == "1 of 2 cells passed. 1 cell has no result.")
    }

    @Test func fullEvidenceIsSpreadOverTheReasons() {
        let items = ShownCell.all(Samples.trouble())
        let list = CellList(items, Finding.all(items), limit: 7)
        #expect(list.full.count == 7)
        #expect(Set(list.full.flatMap { Finding.all([$0]).map(\.title) }).count >= 6, "one of each reason first")
        #expect(list.full.count + list.rows.count == 28)
    }

    @Test(arguments: [
        (0, "nothing"), (1, "1 MiB"), (256, "256 MiB"), (1536, "1.5 GiB"), (16 << 10, "16 GiB"),
        (65_531_904, "63996 GiB"), (65_536_000, "62.5 TiB"), (130_944, "130944 MiB"), (131_071, "131071 MiB"),
        (1 << 31, "2 PiB"),
    ])
    func sizesRead(mebibytes: Int, expected: String) { #expect(Words.size(Mebibytes(mebibytes)) == expected) }

    @Test(arguments: [
        (0, "0 s"), (0.005, "0.01 s"), (4.12, "4.12 s"), (26.04, "26 s"), (245, "4 min 05 s"), (7265, "2 h 01 min"),
        (.nan, "–"), (-1, "–"),
    ])
    func timesRead(seconds: Double, expected: String) { #expect(Words.time(seconds) == expected) }

    @Test(arguments: [(0.04, "0.0"), (4.25, "4.3"), (1e300, "–"), (-.infinity, "–"), (.nan, "–"), (-1, "–")])
    func tenthsRead(_ value: Double, _ expected: String) { #expect(Words.tenths(value) == expected) }
}
