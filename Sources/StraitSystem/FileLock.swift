// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// A lock that other processes see, and that ends with the process however that ends.
///
/// It is on a regular file that is open for writing: NFS turns flock(2) into a lock on bytes, and has none for directories. The file is
/// closed in programs that strait starts (O_CLOEXEC): a QEMU that inherited it would hold the lock after strait is gone.
public final class FileLock: Sendable {
    /// Shared by those who use something, exclusive for the one who makes or removes it.
    public enum Mode: Sendable { case shared, exclusive }

    /// Looks for a lock to become free so often: the system has no wait with a deadline.
    private static let pause = Duration.milliseconds(50)

    private let descriptor: Int32
    private let path: String

    private init(_ descriptor: Int32, _ path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// The lock, or nil while someone else has it. The file is made where it is not there.
    public static func attempt(_ path: String, _ mode: Mode, permissions: mode_t = 0o644) throws -> FileLock? {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, permissions)
            guard descriptor >= 0 else { throw SystemError.of(errno, "open", path) }
            let lock = FileLock(descriptor, path)
            guard try lock.take(mode) else { return nil }
            // Whoever removes an object removes its lock file as well: a lock on a file that is gone locks nothing.
            guard lock.isStillThere else { continue }
            if mode == .exclusive { lock.sign() }
            return lock
        }
    }

    /// The lock as soon as it can be had. Errors: `deadline`, and cancellation.
    public static func wait(_ path: String, _ mode: Mode, deadline: Duration) async throws -> FileLock {
        let end = ContinuousClock.now + deadline
        while true {
            if let lock = try attempt(path, mode) { return lock }
            guard ContinuousClock.now < end else { throw isHeld(path, deadline) }
            try await Task.sleep(for: pause)
        }
    }

    /// The same for work that blocks its thread in any case, as a database does.
    public static func block(_ path: String, _ mode: Mode, deadline: Duration) throws -> FileLock {
        let end = ContinuousClock.now + deadline
        while true {
            if let lock = try attempt(path, mode) { return lock }
            guard ContinuousClock.now < end else { throw isHeld(path, deadline) }
            Thread.sleep(forTimeInterval: pause / .seconds(1))
        }
    }

    private static func isHeld(_ path: String, _ deadline: Duration) -> StraitError {
        StraitError(.deadline, "another strait has held \(path) for more than \(deadline)", cause: holder(of: path))
    }

    /// Changes an exclusive lock into a shared one, for when what was made is now only used. False where it holds nothing any more: the
    /// system lets go of the one before it takes the other, and someone else may come in between.
    public func share() throws -> Bool { try take(.shared) && isStillThere }

    /// Notes the time in the lock file: when what it locks was last used.
    public func touch() { futimens(descriptor, nil) }

    private func take(_ mode: Mode) throws -> Bool {
        let operation = (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB
        while flock(descriptor, operation) != 0 {
            if errno == EINTR { continue }
            if errno == EWOULDBLOCK { return false }
            throw SystemError.of(errno, "lock", path)
        }
        return true
    }

    private var isStillThere: Bool {
        var held = stat()
        var named = stat()
        guard fstat(descriptor, &held) == 0, stat(path, &named) == 0 else { return false }
        return held.st_ino == named.st_ino && held.st_dev == named.st_dev
    }
}

extension FileLock {
    /// Who holds a lock, for a sentence: `process 4711`, or `process 4711 on farm2` where that is another machine's. Nil where nobody
    /// tells.
    public static func holder(of path: String) -> String? {
        if let process = processes(of: path).first { return "process \(process)" }
        let words = (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: " ") ?? []
        guard words.count == 2, let process = pid_t(words[0]) else { return nil }
        let host = words[1].filter { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0)) }
        // A process of this machine that held it would have been found.
        return host == hostName ? nil : "process \(process) on \(host)"
    }

    /// The processes of this machine that hold a lock on a file or directory.
    ///
    /// Read from the kernel's list of locks. To try the lock would hold it for a moment, and that is the moment in which a strait that
    /// starts gives up.
    public static func processes(of path: String) -> [pid_t] {
        var status = stat()
        guard stat(path, &status) == 0, let bytes = FileManager.default.contents(atPath: "/proc/locks") else {
            return []
        }
        // "1: FLOCK  ADVISORY  WRITE 4711 fd:01:1835022 0 EOF"; one that waits has "->" before the kind. On NFS the kind is POSIX.
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 5, fields[1] != "->",
                fields[5].split(separator: ":").last == "\(status.st_ino)"
            else { return nil }
            return pid_t(fields[4])
        }
    }

    /// Leaves in the file who has it, for who meets the lock on another machine. It only helps a sentence: where it cannot be written
    /// the lock is as good.
    private func sign() {
        guard ftruncate(descriptor, 0) == 0 else { return }
        _ = Output.write(Array("\(getpid()) \(Self.hostName)".utf8)[...], to: descriptor)
    }

    private static let hostName = ProcessInfo.processInfo.hostName
}
