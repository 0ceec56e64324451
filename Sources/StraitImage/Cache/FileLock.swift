// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage

/// A lock that other processes see, and that ends with the process however that ends.
final class FileLock: Sendable {
    /// Shared by those who use something, exclusive for the one who makes or removes it.
    enum Mode { case shared, exclusive }

    private let descriptor: FileDescriptor
    private let path: FilePath

    private init(_ descriptor: FileDescriptor, _ path: FilePath) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        // The descriptor is ours alone and a lock file holds no data: there is nothing to lose in a failed close.
        try? descriptor.close()
    }

    /// The lock, or nil while someone else has it.
    static func attempt(_ path: FilePath, _ mode: Mode) throws -> FileLock? {
        while true {
            let descriptor = try FileDescriptor.open(
                path, .readWrite, options: [.create, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            let lock = FileLock(descriptor, path)
            guard try lock.take(mode) else { return nil }
            // Whoever removes an object removes its lock file as well: a lock on a file that is gone locks nothing.
            if lock.isStillThere { return lock }
        }
    }

    /// The lock as soon as it can be had.
    static func wait(_ path: FilePath, _ mode: Mode, deadline: Duration) async throws -> FileLock {
        let end = ContinuousClock.now + deadline
        while true {
            if let lock = try attempt(path, mode) { return lock }
            guard ContinuousClock.now < end else {
                throw StraitError(.deadline, "another strait has held \(path) for more than \(deadline)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Changes an exclusive lock into a shared one, for when what was made is now only used. False where it holds nothing any more: the
    /// system lets go of the one before it takes the other, and someone else may come in between.
    func share() throws -> Bool { try take(.shared) && isStillThere }

    /// Notes the time in the lock file: when what it locks was last used.
    func touch() { futimens(descriptor.rawValue, nil) }

    private func take(_ mode: Mode) throws -> Bool {
        let operation = (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB
        while flock(descriptor.rawValue, operation) != 0 {
            if errno == EINTR { continue }
            if errno == EWOULDBLOCK { return false }
            throw Errno(rawValue: errno)
        }
        return true
    }

    private var isStillThere: Bool {
        var held = stat()
        var named = stat()
        guard fstat(descriptor.rawValue, &held) == 0, stat(path.string, &named) == 0 else { return false }
        return held.st_ino == named.st_ino && held.st_dev == named.st_dev
    }
}
