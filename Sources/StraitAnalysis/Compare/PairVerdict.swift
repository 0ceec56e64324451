// SPDX-License-Identifier: Apache-2.0

/// The verdict on a pair.
public enum PairVerdict: String, Sendable, CaseIterable {
    /// Something is worse, even if something else is better.
    case broke
    /// One side has no verdict on the kernel, so the two cannot be compared.
    case inconclusive
    /// Something is better and nothing is worse.
    case fixed
    /// Nothing is better or worse.
    case unchanged
    /// Only the base has the cell.
    case onlyInBase = "only in base"
    /// Only the candidate has the cell.
    case onlyInCandidate = "only in candidate"

    /// What a whole comes to is the first of these that a part of it came to.
    static let bySeverity: [PairVerdict] = [.broke, .inconclusive, .fixed, .unchanged]
}

extension PairVerdict {
    /// The verdicts in the order of a reader's interest.
    package static let byUrgency: [PairVerdict] = [
        .broke, .inconclusive, .fixed, .onlyInBase, .onlyInCandidate, .unchanged,
    ]
}
