// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// A directory for patches and patched files. The cache's sweep knows it: the remains of a killed process are removed
/// when no other process has such a directory.
final class ScratchDirectory: Sendable {
    /// The directory.
    let path: FilePath
    /// A directory below for patched files.
    var files: FilePath { path.appending("files") }
    private let lock: FileLock

    private static let key = "patches"
    /// A sweep holds the lock only while it removes.
    private static let patience = Duration.seconds(300)

    private init(_ path: FilePath, _ lock: FileLock) {
        self.path = path
        self.lock = lock
    }

    deinit { remove() }

    /// Makes a new directory in the cache `root`.
    static func make(in root: FilePath) async throws -> ScratchDirectory {
        let lock = try await FileLock.wait(root.appending("locks/\(key)"), .shared, deadline: patience)
        let directory = ScratchDirectory(root.appending("objects/.\(key).\(UUID().uuidString)"), lock)
        try Files.makeDirectory(directory.path)
        return directory
    }

    /// Removes it before the process ends.
    func remove() {
        // The remains are small, and the next sweep removes them.
        try? Files.remove(path)
    }
}
