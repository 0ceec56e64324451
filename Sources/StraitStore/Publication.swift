// SPDX-License-Identifier: Apache-2.0

/// When `results.json` was last written and how long that took.
struct Publication: Sendable {
    var last: ContinuousClock.Instant?
    var cost: Duration = .zero

    /// Writing the whole file after every cell would be quadratic: at least two seconds apart, and at most a twentieth
    /// of the time.
    func isDue(at now: ContinuousClock.Instant) -> Bool {
        guard let last else { return true }
        return now - last >= max(.seconds(2), cost * 20)
    }
}
