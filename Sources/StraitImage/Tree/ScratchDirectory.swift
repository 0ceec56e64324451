// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// A directory for patches and what they change. It is where the cache's sweep sees it: what a process that was killed left goes as soon
/// as no other one has such a directory.
final class ScratchDirectory: Sendable {
    /// The directory.
    let path: FilePath
    /// A directory below for patched files.
    var files: FilePath { path.appending("files") }
    private let lock: FileLock

    private static let key = "patches"
    /// A sweep holds the lock only for as long as it removes.
    private static let patience = Duration.seconds(300)

    private init(_ path: FilePath, _ lock: FileLock) {
        self.path = path
        self.lock = lock
    }

    deinit { remove() }

    /// A new directory in the cache `root`.
    static func make(in root: FilePath) async throws -> ScratchDirectory {
        let lock = try await FileLock.wait(root.appending("locks/\(key)"), .shared, deadline: patience)
        let directory = ScratchDirectory(root.appending("objects/.\(key).\(UUID().uuidString)"), lock)
        try Files.makeDirectory(directory.path)
        return directory
    }

    /// Removes it, before the end of the process comes first.
    func remove() {
        // What stays behind is small, and the next sweep's.
        try? Files.remove(path)
    }
}
