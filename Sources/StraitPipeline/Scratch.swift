// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// A directory for a run's passing files, gone when the run ends; what a dead strait left is removed by the next one.
final class Scratch: Sendable {
    let path: String
    private let lock: Int32

    /// Makes a directory of its own below `base`. A `shared` one can be read by other users: a libvirt daemon runs QEMU as one.
    init(below base: String, shared: Bool = false) throws {
        Self.removeDead(below: base)
        path = "\(base)/\(UUID().uuidString.prefix(8).lowercased())"
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: shared ? 0o755 : 0o700]
            )
        } catch {
            throw StraitError(.infrastructure, "cannot make the directory \(path)", cause: error.localizedDescription)
        }
        lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw StraitError(.infrastructure, "cannot lock \(path)", cause: String(cString: strerror(errno)))
        }
    }

    deinit {
        // What stays behind is removed by the next strait.
        try? FileManager.default.removeItem(atPath: path)
        close(lock)
    }

    /// The lock of a directory goes with its process, so one that can be locked belongs to nobody.
    private static func removeDead(below base: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? [] {
            let descriptor = open("\(base)/\(name)", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { continue }
            // Another strait may be faster: that is as good.
            try? FileManager.default.removeItem(atPath: "\(base)/\(name)")
        }
    }
}
