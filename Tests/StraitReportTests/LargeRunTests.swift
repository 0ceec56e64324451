// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitReport
import Testing

@Suite struct LargeRunTests {
    /// Ten thousand cells: widths, layouts by seed and kernels, a third of them failing.
    static func input() -> ReportInput {
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
            results[index].errno = "ERANGE"
            results[index].cause = "the kernel finds no room for 32GiB of device memory in its physical address space"
        }
        return Samples.input(cells, results, name: "large")
    }

    @Test func tenThousandCells() throws {
        let input = Self.input()
        #expect(input.results.cells.count == 10_000)
        let start = ContinuousClock.now
        let page = Report.html(input)
        let time = ContinuousClock.now - start
        print("10,000 cells: \(time), \(page.count / 1000) kB")
        #expect(page.count <= 15_000_000)
        // Unoptimized, and beside other builds: far from the 10 s of an optimized one on a quiet machine, but no runaway either.
        #expect(time < .seconds(90))
        let text = ContinuousClock.now
        #expect(Summary.text(input).count < 10_000)
        print("10,000 cells in the terminal: \(ContinuousClock.now - text)")
        if let directory = ProcessInfo.processInfo.environment["STRAIT_REPORT_SAMPLES"] {
            try Data(page).write(to: URL(fileURLWithPath: "\(directory)/large.html"))
        }
    }
}
