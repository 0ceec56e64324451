// SPDX-License-Identifier: Apache-2.0

import Foundation

extension RunDirectory {
    /// How many of the planned cells have a result's file: cheap enough to ask every second.
    public var resultCount: Int { record.cellIDs.count { Listing.size("\(path)/cells/\($0)/result.json") != nil } }

    /// Whether a strait on this machine holds the run's lock now.
    ///
    /// Read from the kernel's list of locks. To try the lock would hold it for a moment, and that is the moment in which a strait that
    /// starts gives up.
    public var isBeingWritten: Bool {
        var status = stat()
        guard stat(path, &status) == 0, let bytes = FileManager.default.contents(atPath: "/proc/locks") else {
            return false
        }
        // "1: FLOCK  ADVISORY  WRITE 4711 fd:01:1835022 0 EOF"
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains { line in
            let fields = line.split(separator: " ")
            return fields.count > 5 && fields[1] == "FLOCK"
                && fields[5].split(separator: ":").last == "\(status.st_ino)"
        }
    }
}
