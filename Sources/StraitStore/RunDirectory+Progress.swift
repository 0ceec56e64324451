// SPDX-License-Identifier: Apache-2.0

import StraitSystem

extension RunDirectory {
    /// How many of the planned cells have a result's file: cheap enough to ask every second.
    public var resultCount: Int { record.cellIDs.count { Listing.size("\(path)/cells/\($0)/result.json") != nil } }

    /// Whether a strait on this machine holds the run's lock now.
    public var isBeingWritten: Bool { DirectoryLock.isHeld(path) }
}
