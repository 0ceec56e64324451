// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// A lock on all that is in a directory: on a regular file there, and on the directory itself.
///
/// The file is the lock. The directory is locked besides because straits before it had a lock file lock the directory alone: neither may
/// take the other's run or scratch directory for one that nobody uses. A file system that has no locks on directories (NFS) has no such
/// strait to keep out either.
public final class DirectoryLock: Sendable {
    /// The name of the lock file in the directory.
    public static let fileName = ".lock"

    private let file: FileLock
    private let descriptor: Int32

    private init(_ file: FileLock, _ descriptor: Int32) {
        self.file = file
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The lock, or nil while someone else has it.
    public static func attempt(_ directory: String) throws -> DirectoryLock? {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError.of(errno, "open", directory) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            close(descriptor)
            return nil
        }
        do {
            if let file = try FileLock.attempt("\(directory)/\(fileName)", .exclusive) {
                return DirectoryLock(file, descriptor)
            }
            close(descriptor)
            return nil
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Who holds it, for a sentence; nil where nobody tells.
    public static func holder(of directory: String) -> String? {
        FileLock.processes(of: directory).first.map { "process \($0)" }
            ?? FileLock.holder(of: "\(directory)/\(fileName)")
    }

    /// Whether a strait of this machine holds it.
    public static func isHeld(_ directory: String) -> Bool {
        !FileLock.processes(of: "\(directory)/\(fileName)").isEmpty || !FileLock.processes(of: directory).isEmpty
    }
}
