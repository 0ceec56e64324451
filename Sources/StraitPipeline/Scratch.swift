// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// A directory for a run's passing files, gone when the run ends; what a dead strait left is removed by the next one.
final class Scratch: Sendable {
    /// How long another strait may take to make or to remove directories in the same place.
    private static let patience = Duration.seconds(30)

    let path: String
    private let lock: Int32

    /// Makes a directory of its own below `base`. A `shared` one can be read by other users: a libvirt daemon runs QEMU as one.
    init(below base: String, shared: Bool = false) throws {
        let path = "\(base)/\(UUID().uuidString.prefix(8).lowercased())"
        lock = try Self.alone(in: base) {
            Self.removeDead(below: base)
            try Self.make(path, shared ? 0o755 : 0o700)
            return try Self.locked(path)
        }
        self.path = path
    }

    deinit {
        // What stays behind is removed by the next strait.
        try? FileManager.default.removeItem(atPath: path)
        close(lock)
    }

    /// Runs a body while no other strait makes or removes directories in `base`: one that is made and not locked yet looks dead.
    private static func alone<Value>(in base: String, _ body: () throws -> Value) throws -> Value {
        try make(base, 0o755)
        let descriptor = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw trouble("open", base) }
        defer { close(descriptor) }
        var status = stat()
        // Anyone can make a directory of that name first, and what guests boot must be nobody else's to change.
        guard fstat(descriptor, &status) == 0, status.st_uid == getuid(), status.st_mode & 0o022 == 0 else {
            throw StraitError(.request, "\(base) can be written by others than this user; remove it")
        }
        let end = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, .now < end else { throw trouble("lock", base) }
            usleep(10_000)
        }
        return try body()
    }

    /// Makes a directory with its parents; one that is there already is fine.
    private static func make(_ path: String, _ permissions: Int) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: permissions])
        } catch {
            throw StraitError(.infrastructure, "cannot make the directory \(path)", cause: error.localizedDescription)
        }
    }

    private static func locked(_ path: String) throws -> Int32 {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw trouble("open", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            defer { close(descriptor) }
            throw trouble("lock", path)
        }
        return descriptor
    }

    private static func trouble(_ action: String, _ path: String) -> StraitError {
        StraitError(.infrastructure, "cannot \(action) \(path)", cause: String(cString: strerror(errno)))
    }

    /// The lock of a directory goes with its process, so one that can be locked belongs to nobody.
    private static func removeDead(below base: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? [] {
            let descriptor = open("\(base)/\(name)", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { continue }
            // What cannot be removed now is the next one's.
            try? FileManager.default.removeItem(atPath: "\(base)/\(name)")
        }
    }
}
