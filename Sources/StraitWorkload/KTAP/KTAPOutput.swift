// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The output of kernel selftests, parsed as KTAP: the results and the defects of the output.
public struct KTAPOutput: Sendable, Equatable {
    /// Further tests are counted, but not kept.
    static let mostTests = 10_000

    /// The tests with a result; a parent only if it failed and none of its children did.
    public internal(set) var tests: [SelftestResult] = []
    /// How many tests the plan announced; nil without a plan.
    public internal(set) var planned: Int?
    /// Whether there are fewer results than planned.
    public internal(set) var isTruncated = false
    /// The test that had started but not ended at the end of the output.
    public internal(set) var running: String?
    /// The reason after `Bail out!`; empty if none was given, nil if it did not bail out.
    public internal(set) var bailOut: String?
    /// Why the plan has nothing to run.
    public internal(set) var skippedAll: String?
    /// Contradictions: more results than planned, or totals that differ from the results.
    public internal(set) var contradictions: [String] = []
    /// Requested tests that the program does not have.
    public internal(set) var unknown: [String] = []
    /// How many results were not kept.
    public internal(set) var dropped = 0

    /// Whether there are no results, which is an error and never a pass.
    public var hasNoResults: Bool { tests.isEmpty && skippedAll == nil }

    /// Whether the program, which ended with `status`, did everything that it had planned. Then tests without a result
    /// were never part of it.
    /// meant to run.
    func isWhole(_ status: Int?) -> Bool {
        let ended = status.map { [0, 1].contains($0) } ?? false
        return ended && bailOut == nil && running == nil && dropped == 0 && planned == tests.count
    }

    init() {}
}
