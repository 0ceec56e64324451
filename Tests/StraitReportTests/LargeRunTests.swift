// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import StraitReport
import StraitSystem
import Testing

@Suite struct LargeRunTests {
    /// Ten thousand cells: widths, layouts by seed and kernels, a third of them failing.
    static let input: ReportInput = {
        let cells = (0..<20).flatMap { kernel in
            (0..<25).flatMap { seed in
                (33...52).map { bits in
                    Samples.cell(
                        .x86_64, ["physBits": .integer(bits), "kaslr": .text("seed:\(seed)")], kernel: "tree-\(kernel)")
                }
            }
        }
        var results = cells.map(Results.smoke)
        for index in results.indices where index % 3 == 0 {
            results[index].outcome = .failed
            results[index].rung = .reserve
            results[index].errno = .erange
            results[index].cause = "the kernel finds no room for 32GiB of device memory in its physical address space"
        }
        return Samples.input(cells, results, name: "large")
    }()

    @Test func tenThousandCells() throws {
        let input = Self.input
        #expect(input.results.cells.count == 10_000)
        let start = ContinuousClock.now
        let page = Report.html(input)
        let time = ContinuousClock.now - start
        print("10,000 cells: \(time), \(page.count / 1000) kB")
        #expect(page.count <= 15_000_000)
        let text = ContinuousClock.now
        #expect(Summary.text(input).count < 10_000)
        print("10,000 cells in the terminal: \(ContinuousClock.now - text)")
        if let directory = ProcessInfo.processInfo.environment["STRAIT_REPORT_SAMPLES"] {
            try Data(page).write(to: URL(fileURLWithPath: "\(directory)/large.html"))
        }
    }

    /// The same number in four hundred questions of 25 layouts each, held against expectations.
    @Test func tenThousandCellsInQuestions() {
        let cells = (0..<20).flatMap { kernel in
            (33...52).flatMap { bits in
                LayoutDraw.all(25).map { draw in
                    Samples.cell(
                        .x86_64, ["physBits": .integer(bits), "kaslr": .text(draw.description)],
                        kernel: "tree-\(kernel)")
                }
            }
        }
        let matrix = Matrix(
            name: "large", kernels: [], cells: cells,
            expectations: [ExpectationRule(CellMatch([]), CellExpectation([.passed], note: "as every night"))])
        var results = cells.map(Results.smoke)
        for index in results.indices where index % 7 == 0 {
            (results[index].outcome, results[index].rung, results[index].errno) = (.failed, .reserve, .erange)
        }
        let input = Samples.input(cells, zip(cells, results).map { matrix.judged($1, of: $0) }, name: "large")
        let start = ContinuousClock.now
        let page = Report.html(input)
        print("10,000 cells in questions: \(ContinuousClock.now - start), \(page.count / 1000) kB")
        #expect(page.count <= 15_000_000)
        #expect(Summary.text(input).count < 15_000)
    }

    @Test func tenThousandCellsForOtherMachines() throws {
        let input = Self.input
        for (name, bytes) in [
            ("JUnit", { try XML.encode(JUnit.document(input)) }), ("KCIDB", { try KCIDB.json(input) }),
            ("KTAP", { Array(KTAPText.text(input).utf8) }),
        ] as [(String, () throws -> [UInt8])] {
            let start = ContinuousClock.now
            let count = try bytes().count
            let time = ContinuousClock.now - start
            print("10,000 cells as \(name): \(time), \(count / 1000) kB")
        }
    }

    @Test func tenThousandCellsAgainstTheNightBefore() {
        var input = Self.input
        var before = ComparisonSide(record: input.record, results: input.results.cells.map { $0 })
        before.record.id = "large-before"
        for index in input.results.cells.indices where index % 5 == 0 { input.results.cells[index].outcome = .crashed }
        let start = ContinuousClock.now
        let comparison = Comparison(
            base: before, candidate: ComparisonSide(record: input.record, results: input.results.cells))
        #expect(comparison.counts[.broke] == 2000)
        input.comparisons = [comparison]
        #expect(ComparisonMail(comparison).text.utf8.count < 60_000, "a mail is for reading")
        print("10,000 cells compared: \(ContinuousClock.now - start)")
        #expect(Report.html(input).count <= 15_000_000)
    }

    /// Every cell crashed, each with reports and tests that go on and on.
    @Test func tenThousandTalkativeGuests() throws {
        var input = Self.input
        let lines = (0..<500).map {
            "[    1.000000] '<&>' line \($0) of a report that does not end " + String(repeating: "x", count: 300)
        }
        let reports = (0..<20).map { number in
            KernelReport(
                kind: .warning, title: "WARNING: \(number) " + lines[0], rung: .boot, lines: lines, fingerprint: "f")
        }
        let tests = (0..<400).map {
            SelftestResult(name: "hmm.\($0)." + lines[0], status: .fail, detail: lines.joined(separator: "\n"))
        }
        for index in input.results.cells.indices {
            input.results.cells[index].outcome = .crashed
            input.results.cells[index].cause = "\(index) " + lines[0]
            input.results.cells[index].reports = reports
            input.results.cells[index].suites = [.hmmTests(planned: 400, tests: tests)]
        }
        let page = Report.html(input)
        print("10,000 talkative guests: \(page.count / 1000) kB")
        if let directory = ProcessInfo.processInfo.environment["STRAIT_REPORT_SAMPLES"] {
            try Data(page).write(to: URL(fileURLWithPath: "\(directory)/talkative.html"))
        }
        #expect(page.count <= 15_000_000)
    }
}
