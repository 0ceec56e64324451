// SPDX-License-Identifier: Apache-2.0

/// When `results.json` was last written and what that cost.
struct Publication: Sendable {
    var last: ContinuousClock.Instant?
    var cost: Duration = .zero

    /// Rewriting the whole after every cell would be quadratic: at least two seconds apart, and never more than a twentieth of the
    /// time however large the run has become.
    func isDue(at now: ContinuousClock.Instant) -> Bool {
        guard let last else { return true }
        return now - last >= max(.seconds(2), cost * 20)
    }
}
