// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import Testing

@Suite("So many of so many")
struct RateTests {
    /// Newcombe's table (Statistics in Medicine 17, 1998, method 3) and hand-checked values.
    @Test(
        "Wilson's interval",
        arguments: [
            (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
            (0, 10, 0, 0.2775), (10, 10, 0.7225, 1), (5, 10, 0.2366, 0.7634), (8, 10, 0.4902, 0.9433),
            (1, 5, 0.0362, 0.6245), (0, 1, 0, 0.7935), (1, 1, 0.2065, 1), (0, 0, 0, 1),
        ])
    func wilson(_ hits: Int, _ trials: Int, _ lower: Double, _ upper: Double) {
        let interval = Rate(hits, of: trials).interval
        #expect(abs(interval.lowerBound - lower) < 0.00006)
        #expect(abs(interval.upperBound - upper) < 0.00006)
    }

    @Test("in words", arguments: [(3, 5, "3 of 5 (60 %; 95 % interval 23 to 88 %)"), (0, 0, "0 of 0")])
    func words(_ hits: Int, _ trials: Int, _ expected: String) {
        #expect(Rate(hits, of: trials).description == expected)
    }
}
