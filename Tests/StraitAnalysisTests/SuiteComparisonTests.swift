// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import Testing

@Suite struct SuiteComparisonTests {
    private static func result(_ suites: [SuiteResult]) -> CellResult {
        var result = CellResult(
            id: "x86_64,k", arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
            outcome: .passed, rung: .log, cause: nil)
        result.suites = suites
        return result
    }

    /// Two suites may have a test of one name: each is compared with its own.
    @Test func testsAreComparedBySuiteAndName() {
        func sides(_ first: SelftestResult.Status, _ second: SelftestResult.Status) -> CellResult {
            Self.result(
                [("one", first), ("two", second)].map { name, status in
                    SuiteResult(
                        name: name, path: name, rung: Rung(name), planned: 1,
                        tests: [SelftestResult(name: "a", status: status)])
                })
        }
        let changes = Change.all(from: sides(.pass, .fail), to: sides(.pass, .pass))
        #expect(changes.map(\.name) == ["two: a"] && changes.map(\.direction) == [.better])
    }
}
