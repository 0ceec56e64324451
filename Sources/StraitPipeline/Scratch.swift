// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

/// A directory for a run's temporary files, removed when the run ends; the remains of dead processes are removed by the
/// next run.
final class Scratch: Sendable {
    /// How long another process may take to create or remove directories in the same place.
    private static let patience = Duration.seconds(30)

    let path: String
    /// Released with the process: an unlocked directory belongs to no process.
    private let lock: DirectoryLock

    private init(_ path: String, _ lock: DirectoryLock) {
        self.path = path
        self.lock = lock
    }

    /// Creates a directory below `base`. A `shared` one is readable by other users, because a libvirt daemon runs QEMU
    /// as another user.
    static func make(below base: String, shared: Bool = false) async throws -> Scratch {
        try makeDirectory(base, 0o755)
        try refuseWritable(base)
        // While a directory is created no other process removes dead ones: before it is locked it would look dead.
        let turn = try await turn(in: base)
        defer { withExtendedLifetime(turn) {} }
        removeDead(below: base)
        let path = "\(base)/\(UUID().uuidString.prefix(8).lowercased())"
        try makeDirectory(path, shared ? 0o755 : 0o700)
        guard let lock = try DirectoryLock.attempt(path) else {
            throw StraitError(.infrastructure, "cannot lock \(path): another strait process has it")
        }
        return Scratch(path, lock)
    }

    deinit {
        // The next process removes what is left.
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func turn(in base: String) async throws -> DirectoryLock {
        let end = ContinuousClock.now + patience
        while true {
            if let lock = try DirectoryLock.attempt(base) { return lock }
            guard .now < end else {
                throw StraitError(
                    .infrastructure, "another strait process has held \(base) for more than \(patience)",
                    cause: DirectoryLock.holder(of: base))
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Anyone can create a directory of that name first, and others must not be able to change what guests boot.
    private static func refuseWritable(_ base: String) throws {
        var status = stat()
        guard lstat(base, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid(),
            status.st_mode & 0o022 == 0
        else { throw StraitError(.request, "\(base) can be written by others than this user; remove it") }
    }

    /// Creates a directory with its parents; an existing one is fine.
    private static func makeDirectory(_ path: String, _ permissions: Int) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: permissions])
        } catch {
            throw StraitError(.infrastructure, "cannot make the directory \(path)", cause: error.localizedDescription)
        }
    }

    private static func removeDead(below base: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? [] {
            let path = "\(base)/\(name)"
            guard name != DirectoryLock.fileName, let lock = try? DirectoryLock.attempt(path) else { continue }
            // What cannot be removed now is removed by the next process.
            try? FileManager.default.removeItem(atPath: path)
            withExtendedLifetime(lock) {}
        }
    }
}
