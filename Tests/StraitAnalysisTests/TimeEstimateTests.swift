// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import TestSupport
import Testing

@testable import StraitModel

@Suite("How long a run will take")
struct TimeEstimateTests {
    private func cell(_ id: String, _ architecture: Architecture = .x86_64, suites: [SuiteRequest] = []) -> Cell {
        Cell(
            architecture: architecture, kernel: "k", requested: [:],
            workload: WorkloadRequest(deviceMemory: [], suites: suites)
        ).named(id, parts: [id])
    }

    private func result(
        _ id: String, _ seconds: Double, _ architecture: Architecture = .x86_64, outcome: Outcome = .passed
    )
        -> CellResult
    {
        var result = CellResult(
            id: id, arch: architecture, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
            outcome: outcome, rung: .log, cause: nil)
        result.phases.workload = seconds
        return result
    }

    private func estimate(_ cells: [Cell], _ results: [CellResult], searches: [Search] = [], jobs: Int = 1)
        -> TimeEstimate?
    {
        TimeEstimate(cells: cells, searches: searches, results: results, jobs: jobs)
    }

    @Test func eachCellCountsWithItsOwnTime() throws {
        let time = try #require(
            estimate([cell("a"), cell("b")], [result("a", 10), result("b", 30), result("c", 99)]))
        #expect(time.seconds == 40 && time.borrowed == 0 && time.unknown == 0)
    }

    @Test func theOthersOfItsArchitectureStandForANewOne() throws {
        let cells = [cell("a"), cell("new"), cell("arm", .aarch64)]
        let time = try #require(estimate(cells, [result("a", 10), result("b", 20), result("c", 60)]))
        #expect(time.seconds == 30 && time.borrowed == 1 && time.unknown == 1)
    }

    @Test func guestsRunAtOnceButNoneInParts() throws {
        let cells = [cell("a"), cell("b"), cell("c")]
        let results = [result("a", 10), result("b", 10), result("c", 100)]
        #expect(try #require(estimate(cells, results, jobs: 2)).seconds == 100)
        #expect(try #require(estimate(Array(cells.prefix(2)), results, jobs: 2)).seconds == 10)
    }

    @Test func whatDidNotRunHasNoTime() {
        #expect(estimate([cell("a")], []) == nil)
        #expect(estimate([cell("a")], [result("a", 5, outcome: .infrastructure)]) == nil)
        #expect(estimate([cell("a")], [result("a", .infinity), result("b", -1), result("c", .nan)]) == nil)
    }

    @Test func aSearchCountsWithItsMostBoots() throws {
        let ids = (0..<17).map { "s\($0)" }
        let search = Search(
            axis: "physBits", name: "s",
            candidates: ids.enumerated().map { .init(cell: $1, value: .integer($0), isAsked: false) })
        let time = try #require(estimate(ids.map { cell($0) }, ids.map { result($0, 10) }, searches: [search]))
        #expect(time.seconds == Double(10 * search.mostBoots()) && search.mostBoots() < 17)
    }
}
