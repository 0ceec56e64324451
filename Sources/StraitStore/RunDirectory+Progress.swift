// SPDX-License-Identifier: Apache-2.0

import StraitSystem

extension RunDirectory {
    /// How many planned cells have a result file. Cheap enough to call every second.
    public var resultCount: Int { record.cellIDs.count { Listing.size("\(path)/cells/\($0)/result.json") != nil } }

    /// Whether a process of this machine holds the run's lock.
    public var isBeingWritten: Bool { DirectoryLock.isHeld(path) }
}
