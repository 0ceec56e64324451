// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What a run of kernel selftests printed, as KTAP: the results, and what is wrong with the output itself.
public struct KTAPOutput: Sendable, Equatable {
    /// Tests beyond these are counted, not kept.
    static let mostTests = 10_000

    /// The tests that gave a result; a parent only where it failed and none of its children did.
    public internal(set) var tests: [SelftestResult] = []
    /// How many tests the plan announced; nil without a plan.
    public internal(set) var planned: Int?
    /// Fewer results than planned.
    public internal(set) var isTruncated = false
    /// The test that had started and not ended where the output ends.
    public internal(set) var running: String?
    /// Why the run gave up, after `Bail out!`; empty where it did not say.
    public internal(set) var bailOut: String?
    /// Why the plan says that there is nothing to run.
    public internal(set) var skippedAll: String?
    /// Where the output contradicts itself: more results than planned, totals that are not those of the results.
    public internal(set) var contradictions: [String] = []
    /// Tests that were asked for and that the program does not have.
    public internal(set) var unknown: [String] = []
    /// Results beyond the number that is kept.
    public internal(set) var dropped = 0

    /// Whether there is no result at all, which is an error and never a pass.
    public var hasNoResults: Bool { tests.isEmpty && skippedAll == nil }

    /// Whether the program that printed this and ended with `status` did all that it had planned: what it gave no result for it never
    /// meant to run.
    func isWhole(_ status: Int?) -> Bool {
        let ended = status.map { [0, 1].contains($0) } ?? false
        return ended && bailOut == nil && running == nil && dropped == 0 && planned == tests.count
    }

    init() {}
}
