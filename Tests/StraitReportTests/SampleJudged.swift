// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

@testable import StraitReport

extension Samples {
    /// A run that is held against expectations, with layouts and controls: every verdict there is, and a question that luck decides.
    static func judged(controls wrong: Bool = false, finished: Bool = true) -> ReportInput {
        let layouts: [AxisValue] = [.text("off")] + LayoutDraw.all(5).map { .text($0.description) }
        let cells = [32, 36, 40, 46].flatMap { bits in
            layouts.map { cell(.x86_64, ["physBits": .integer(bits), "kaslr": $0], sizes: [Mebibytes(256)]) }
        }
        let controls = Control.allCases.map { $0.cell(kernel: "stock") }
        let matrix = Matrix(
            name: "judged", kernels: [], cells: cells + controls,
            expectations: [
                rule(
                    "physBits", 32,
                    CellExpectation(
                        [.failed], rung: .reserve, errno: .erange, note: "no <hole>", link: "https://example.org/1?a=b"
                    )),
                rule("physBits", 36, CellExpectation([.failed], note: "too narrow", link: "javascript:alert(1)")),
                ExpectationRule(CellMatch([]), CellExpectation([.passed])),
            ])
        var results = cells.map(Results.smoke)
        for index in [20, 22] { unlucky(&results[index]) }
        for index in 18..<24 {
            results[index].layout?.deviceLimit = Address(index == 20 || index == 22 ? 0x7ff_ffff_ffff : 0xfff_ffff_ffff)
        }
        results[13] = Results.blank(cells[13], .infrastructure, .login, "the SSH session broke")
        results += zip(controls, Control.allCases).map { control($0, $1, wrong: wrong) }
        let judged = zip(cells + controls, results).map { cell, result in
            var result = matrix.judged(result, of: cell)
            result.reproduction = "strait repro --arch \(cell.architecture.rawValue) --kaslr 'random x5'"
            return result
        }
        return input(cells + controls, judged, name: "judged", finished: finished)
    }

    private static func rule(_ axis: String, _ value: Int, _ expectation: CellExpectation) -> ExpectationRule {
        ExpectationRule(CellMatch([.axis(axis, [.integer(value)])]), expectation)
    }

    private static func unlucky(_ result: inout CellResult) {
        (result.outcome, result.rung, result.errno) = (.failed, .reserve, .erange)
        result.cause = "no address space for 256MiB: the largest hole is 128MiB"
        result.capacity = Capacity(largestMiB: Mebibytes(128), start: Address(0x7f_0000_0000))
        result.deviceMemory = [DeviceMemoryResult(Mebibytes(256), .failed, rung: .reserve, errno: .erange)]
    }

    private static func control(_ cell: Cell, _ control: Control, wrong: Bool) -> CellResult {
        switch control {
        case .mustFail:
            var result = Results.blank(cell, wrong ? .passed : .failed, .reserve, wrong ? nil : "no hole at all")
            result.errno = wrong ? nil : .erange
            return result
        case .mustPass: return Results.blank(cell, .passed, .log, nil)
        case .mustPanic:
            var result = Results.blank(cell, .crashed, .boot, "Kernel panic - not syncing: VFS")
            result.reports = [
                KernelReport(
                    kind: .panic, title: "Kernel panic - not syncing: VFS", rung: .boot, lines: [], fingerprint: "p")
            ]
            return result
        case .mustDie: return Results.blank(cell, .infrastructure, .load, "QEMU ended by signal 9")
        }
    }
}
