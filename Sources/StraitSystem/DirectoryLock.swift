// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// A lock on a directory: on a regular file in it, and on the directory itself.
///
/// The file is the lock. The directory is locked too because older versions of strait lock only the directory, and the
/// two must exclude each other. A file system without locks on directories (NFS) needs only the file.
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

    /// Takes the lock; nil if another process has it.
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

    /// The holder of the lock, for a message; nil if it is unknown.
    public static func holder(of directory: String) -> String? {
        FileLock.processes(of: directory).first.map { "process \($0)" }
            ?? FileLock.holder(of: "\(directory)/\(fileName)")
    }

    /// Whether a process of this machine holds the lock.
    public static func isHeld(_ directory: String) -> Bool {
        !FileLock.processes(of: "\(directory)/\(fileName)").isEmpty || !FileLock.processes(of: directory).isEmpty
    }
}
