// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitReport
import StraitWorkload
import TestSupport
import Testing

/// strait's KTAP, read by strait's own parser.
@Suite struct KTAPRoundTripTests {
    private static let ids = (33...40).map { "x86_64,stock,physBits-\($0)" }

    private func read(_ results: [CellResult], cells: [String] = ids) -> KTAPOutput {
        let record = RunRecord(
            id: "r", name: "r", started: "2026-11-23T00:15:00Z", configuration: "", arguments: [],
            host: .init(name: "desk", system: "Linux", cores: 2, memoryMiB: 4096), tools: [:], images: [],
            cells: .samples(cells))
        let run = RunResults(id: "r", started: record.started, finished: nil, cells: results)
        return KTAPOutput(parsing: Array(KTAPText.text(ReportInput(record: record, results: run)).utf8))
    }

    private func results(_ detail: String = "detail") -> [CellResult] {
        let outcomes: [Outcome] = [.passed, .failed, .crashed, .hung, .unsupported, .invalid, .infrastructure]
        return zip(Self.ids, outcomes).map { id, outcome in
            var result = RunScratch.result(id)
            (result.outcome, result.rung, result.cause) = (outcome, .log, outcome == .passed ? nil : detail)
            return result
        }
    }

    @Test(arguments: ["detail", "# SKIP", "x\nok 9 y # SKIP", "Bail out!", "1..0 # SKIP all", ""])
    func everyCellHasItsStatus(detail: String) {
        let output = read(results(detail))
        // Cells with a verdict on the kernel are their three answers to a reader of tests, the others are themselves.
        let answers = Array(repeating: ["initialization", "tests", "log"], count: 4).flatMap(\.self)
        #expect(output.tests.map(\.name) == answers + Self.ids.dropFirst(4))
        let statuses: [SelftestResult.Status] = [
            .pass, .pass, .pass, .pass, .pass, .fail, .fail, .fail, .fail, .timeout, .timeout, .error,
            .skip, .error, .error, .error,
        ]
        #expect(output.tests.map(\.status) == statuses)
        #expect(output.planned == 16)
        #expect(output.contradictions == [])
        #expect(!output.isTruncated && output.bailOut == nil && output.skippedAll == nil)
    }

    @Test func sizesAndTestsStandBelowTheirCell() {
        var result = RunScratch.result(Self.ids[0])
        (result.outcome, result.rung, result.cause) = (.failed, .reserve, "no hole")
        result.deviceMemory = [
            DeviceMemoryResult(Mebibytes(256), .passed, rung: .`init`),
            DeviceMemoryResult(Mebibytes(1 << 15), .failed, rung: .reserve, errno: .erange),
        ]
        let tests = SelftestResult.Status.allCases.map {
            SelftestResult(name: "hmm.\($0.rawValue) # SKIP", status: $0, detail: "why # SKIP\nok 1 x")
        }
        result.suites = [.hmmTests(planned: tests.count, tests: tests)]
        let output = read([result], cells: [Self.ids[0]])
        #expect(output.tests.map(\.status) == [.pass, .fail] + tests.map(\.status) + [.pass], "the log is clean")
        #expect(output.tests[1].name == "device_memory.32GiB")
        #expect(output.tests[2].name == "hmm.pass _ SKIP")
        #expect(output.contradictions == [] && !output.isTruncated)
        result.suites[0].planned = tests.count + 2
        #expect(read([result], cells: [Self.ids[0]]).isTruncated, "what is missing is seen")
    }

    @Test func aWarningWithEveryTestGreenIsNoPass() {
        var result = RunScratch.result(Self.ids[0])
        (result.outcome, result.rung, result.cause) = (.crashed, .log, "WARNING: mm/memremap.c:1")
        result.reports = [
            KernelReport(kind: .warning, title: result.cause ?? "", rung: .log, lines: [], fingerprint: "warning-1")
        ]
        result.suites = [.hmmTests(planned: 1, tests: [SelftestResult(name: "hmm.a", status: .pass)])]
        #expect(TestCounts(read([result], cells: [Self.ids[0]]).tests).fail == 1)
    }
}
