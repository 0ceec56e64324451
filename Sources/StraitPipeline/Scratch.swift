// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

/// A directory for a run's passing files, gone when the run ends; what a dead strait left is removed by the next one.
final class Scratch: Sendable {
    /// How long another strait may take to make or to remove directories in the same place.
    private static let patience = Duration.seconds(30)

    let path: String
    /// Goes with the process: a directory whose lock can be had belongs to nobody.
    private let lock: DirectoryLock

    private init(_ path: String, _ lock: DirectoryLock) {
        self.path = path
        self.lock = lock
    }

    /// A new directory below `base`. A `shared` one can be read by other users: a libvirt daemon runs QEMU as one.
    static func make(below base: String, shared: Bool = false) async throws -> Scratch {
        try makeDirectory(base, 0o755)
        try refuseWritable(base)
        // While one is made no other strait looks for dead ones: one that is made and not locked yet looks dead.
        let turn = try await turn(in: base)
        defer { withExtendedLifetime(turn) {} }
        removeDead(below: base)
        let path = "\(base)/\(UUID().uuidString.prefix(8).lowercased())"
        try makeDirectory(path, shared ? 0o755 : 0o700)
        guard let lock = try DirectoryLock.attempt(path) else {
            throw StraitError(.infrastructure, "cannot lock \(path): another strait has it")
        }
        return Scratch(path, lock)
    }

    deinit {
        // What stays behind is removed by the next strait.
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func turn(in base: String) async throws -> DirectoryLock {
        let end = ContinuousClock.now + patience
        while true {
            if let lock = try DirectoryLock.attempt(base) { return lock }
            guard .now < end else {
                throw StraitError(
                    .infrastructure, "another strait has held \(base) for more than \(patience)",
                    cause: DirectoryLock.holder(of: base))
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Anyone can make a directory of that name first, and what guests boot must be nobody else's to change.
    private static func refuseWritable(_ base: String) throws {
        var status = stat()
        guard lstat(base, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid(),
            status.st_mode & 0o022 == 0
        else { throw StraitError(.request, "\(base) can be written by others than this user; remove it") }
    }

    /// Makes a directory with its parents; one that is there already is fine.
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
            // What cannot be removed now is the next one's.
            try? FileManager.default.removeItem(atPath: path)
            withExtendedLifetime(lock) {}
        }
    }
}
