// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// How many guests run at the same time: so many as were asked for, or what the host has room for whenever one more
/// could start.
struct GuestJobs: Sendable {
    /// How many there are at the beginning.
    let first: Int
    /// How many there may be, where so many run now.
    private let most: @Sendable (Int) -> Int

    /// So many, whatever the host says.
    static func fixed(_ count: Int) -> GuestJobs { GuestJobs(first: count) { _ in count } }

    /// As many of these cells' guests as `capacity` has room for, and from then on no more than `measure` finds: who
    /// narrows a run's processors while it goes on, or uses up the memory, gets fewer guests, and more again later.
    static func fitting(
        _ cells: [Cell], _ capacity: HostCapacity,
        measure: @escaping @Sendable () -> HostCapacity = HostCapacity.measured
    ) -> GuestJobs {
        // A guest that has just begun does not use its memory yet, so what is free now cannot make them more than at
        // the beginning.
        let bound = capacity.fitting(cells)
        return GuestJobs(first: capacity.jobs(for: cells)) { running in
            let now = measure()
            return max(1, min(bound, now.cores, running + now.fitting(cells)))
        }
    }

    /// Whether one more guest may start beside those that run.
    func mayStart(beside running: Int) -> Bool { running < most(running) }

    private init(first: Int, most: @escaping @Sendable (Int) -> Int) {
        self.first = first
        self.most = most
    }
}
