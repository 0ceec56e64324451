// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitStore

@Suite struct ManyCellsTests {
    /// A large matrix: what the store itself costs, cell by cell and in the end.
    @Test func manyCells() throws {
        let scratch = try Scratch()
        let ids = (0..<200).map { "cell-\($0)" }
        let run = try RunDirectory.create(at: scratch.path + "/run", record: Samples.record(ids))
        let start = ContinuousClock.now
        var rewrites = 0
        for id in ids {
            try run.write(Samples.result(id), files: ["console.log": Array(repeating: 65, count: 4096)])
            rewrites += try run.writeResults(finished: nil) ? 1 : 0
        }
        let written = ContinuousClock.now
        try run.writeResults(finished: "2026-11-23T00:05:00Z")
        let rewritten = ContinuousClock.now
        #expect(try RunDirectory.open(at: run.path).results().cells.count == 200)
        print(
            "200 cells: \(written - start) to write with \(rewrites) rewrites, \(rewritten - written) for results.json, "
                + "\(ContinuousClock.now - rewritten) to read")
        #expect(rewrites <= 1 + Int((written - start) / .seconds(2)), "never more often than every two seconds")
    }
}
