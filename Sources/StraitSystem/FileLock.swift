// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// A lock between processes that ends with its process.
///
/// It is a flock(2) on a regular file open for writing: NFS turns it into a byte-range lock and has none for
/// directories. The file is opened with O_CLOEXEC, because a QEMU that inherited it would hold the lock after strait
/// has ended.
public final class FileLock: Sendable {
    /// Shared for readers; exclusive for whoever creates or removes the locked object.
    public enum Mode: Sendable { case shared, exclusive }

    /// How often a waiting process tries again, because flock(2) has no deadline.
    private static let pause = Duration.milliseconds(50)

    private let descriptor: Int32
    private let path: String

    private init(_ descriptor: Int32, _ path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Takes the lock; nil if another process has it. The file is created if it does not exist.
    public static func attempt(_ path: String, _ mode: Mode, permissions: mode_t = 0o644) throws -> FileLock? {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, permissions)
            guard descriptor >= 0 else { throw SystemError.of(errno, "open", path) }
            let lock = FileLock(descriptor, path)
            guard try lock.take(mode) else { return nil }
            // Whoever removes an object also removes its lock file, and a lock on a removed file locks nothing.
            guard lock.isStillThere else { continue }
            if mode == .exclusive { lock.sign() }
            return lock
        }
    }

    /// Waits for the lock. Errors: `deadline`, and cancellation.
    public static func wait(_ path: String, _ mode: Mode, deadline: Duration) async throws -> FileLock {
        let end = ContinuousClock.now + deadline
        while true {
            if let lock = try attempt(path, mode) { return lock }
            guard ContinuousClock.now < end else { throw isHeld(path, deadline) }
            try await Task.sleep(for: pause)
        }
    }

    /// The same for callers that block their thread anyway, such as a database.
    public static func block(_ path: String, _ mode: Mode, deadline: Duration) throws -> FileLock {
        let end = ContinuousClock.now + deadline
        while true {
            if let lock = try attempt(path, mode) { return lock }
            guard ContinuousClock.now < end else { throw isHeld(path, deadline) }
            Thread.sleep(forTimeInterval: pause / .seconds(1))
        }
    }

    private static func isHeld(_ path: String, _ deadline: Duration) -> StraitError {
        StraitError(
            .deadline, "another strait process has held \(path) for more than \(deadline)", cause: holder(of: path))
    }

    /// Changes an exclusive lock into a shared one, after an object was created. False if the lock was lost: the system
    /// releases the old lock before it takes the new one, and another process may come in between.
    public func share() throws -> Bool { try take(.shared) && isStillThere }

    /// Sets the lock file's time to now: when the locked object was last used.
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
    /// The holder of a lock, for a message: `process 4711`, or `process 4711 on farm2` if it is on another machine. Nil
    /// if it is unknown.
    public static func holder(of path: String) -> String? {
        if let process = processes(of: path).first { return "process \(process)" }
        // A process of this machine would have been found among the locks above.
        guard let signer = signer(of: path), signer.host != hostName else { return nil }
        return "process \(signer.process) on \(signer.host)"
    }

    /// The processes of this machine that hold a lock on a file or directory.
    ///
    /// Reads the kernel's list of locks. Trying the lock instead would hold it for a moment, and another strait could
    /// fail because of that. The kernel gives that list in pieces of a page, by the number of the entry, so that one may be left out
    /// where others come and go between two pieces (`seq_read_iter()` in fs/seq_file.c): what is not there is looked for again, and
    /// the process that has signed the file is asked, too. A directory that nobody writes may be removed.
    public static func processes(of path: String) -> [pid_t] {
        var status = stat()
        guard stat(path, &status) == 0 else { return [] }
        for _ in 0..<readings {
            let listed = holders(in: "/proc/locks", of: status.st_ino)
            // One that moves while the list is read can be in it twice.
            if !listed.isEmpty { return listed.uniqued() }
        }
        guard let signer = signer(of: path), signer.host == hostName else { return [] }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(signer.process)/fdinfo")) ?? []
        let isHeld = files.contains {
            !holders(in: "/proc/\(signer.process)/fdinfo/\($0)", of: status.st_ino).isEmpty
        }
        return isHeld ? [signer.process] : []
    }

    /// How often the list is read before a lock that nobody has signed, such as one of an older strait, counts as not held.
    private static let readings = 8

    /// The processes of the lines about an inode: "1: FLOCK  ADVISORY  WRITE 4711 fd:01:1835022 0 EOF", behind "lock:" in the list of a
    /// descriptor. One that waits has "->" before the kind. On NFS the kind is POSIX (proc(5)).
    private static func holders(in list: String, of inode: ino_t) -> [pid_t] {
        guard let text = ProcFile.text(of: list) else { return [] }
        return text.split(separator: "\n").compactMap { line in
            let fields = line.split { $0 == " " || $0 == "\t" }.drop { $0 == "lock:" }.map(String.init)
            guard fields.count > 5, fields[1] != "->", fields[5].split(separator: ":").last == "\(inode)" else {
                return nil
            }
            return pid_t(fields[4])
        }
    }

    /// Who has signed a lock file last; nil if nobody has.
    private static func signer(of path: String) -> (process: pid_t, host: String)? {
        let words = (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: " ") ?? []
        guard words.count == 2, let process = pid_t(words[0]), process > 0 else { return nil }
        return (process, words[1].filter { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0)) })
    }

    /// Writes this process into the file, for a message on another machine. The lock does not depend on it, so a failed
    /// write is ignored.
    private func sign() {
        guard ftruncate(descriptor, 0) == 0 else { return }
        _ = Output.write(Array("\(getpid()) \(Self.hostName)".utf8)[...], to: descriptor)
    }

    private static let hostName = ProcessInfo.processInfo.hostName
}
