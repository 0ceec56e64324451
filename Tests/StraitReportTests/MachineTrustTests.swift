// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitReport

/// What strait has no verdict on is none for other programs either, and what it exits with 1 or 3 for is not green there.
@Suite struct MachineTrustTests {
    private static func cell(_ change: (inout CellResult) -> Void = { _ in }) -> ReportInput {
        let cells = [Samples.cell(.x86_64, ["physBits": .integer(46)], sizes: [Mebibytes(256)])]
        var results = cells.map(Results.smoke)
        change(&results[0])
        return Samples.input(cells, results)
    }

    private static func tests(_ input: ReportInput) throws -> [[String: Any]] {
        let json = try JSONSerialization.jsonObject(with: Data(try KCIDB.json(input))) as? [String: Any]
        return try #require(json?["tests"] as? [[String: Any]])
    }

    private static func statuses(_ input: ReportInput) throws -> [String] {
        try tests(input).prefix(2).compactMap { $0["status"] as? String }
    }

    @Test func noVerdictOnTheCellIsNoneOnItsTests() throws {
        for (outcome, status) in [(Outcome.infrastructure, "MISS"), (.unsupported, "SKIP"), (.invalid, "ERROR")] {
            let input = Self.cell {
                ($0.outcome, $0.rung, $0.cause) = (outcome, .selftests, "nothing tells how hmm-tests ended")
                $0.selftests = SelftestSummary(planned: 78, tests: Results.tests(failing: [3]))
            }
            #expect(try Self.statuses(input) == [status])
            #expect(try Self.tests(input).count == 1)
        }
    }

    @Test("hmm-tests together is what its rung came to", arguments: Outcome.allCases)
    func theTestsTogetherAreTheirRung(outcome: Outcome) throws {
        let expected: [Outcome: String] = [.passed: "PASS", .failed: "FAIL", .crashed: "FAIL", .unsupported: "SKIP"]
        let input = Self.cell {
            ($0.outcome, $0.rung, $0.cause) = (.failed, .reserve, "no room")
            $0.ladder[8] = RungRecord(.selftests, outcome, seconds: 1, cause: "why")
        }
        #expect(try Self.statuses(input) == ["FAIL", expected[outcome] ?? "ERROR"])
        #expect(try Self.tests(input).count == (outcome.isVerdictOnKernel ? 80 : 2))
        let bare = Self.cell { $0.ladder.removeAll { $0.rung == .selftests } }
        #expect(try Self.statuses(bare) == ["PASS", "ERROR"], "nothing tells what the rung came to")
    }
}
