// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel

/// Never two nights of one configuration at once. The lock goes with the process, however that ends.
final class NightlyLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of a configuration's name. Errors: `request` while another strait has it.
    init(_ name: String, in directory: String) throws {
        let path = "\(directory)/nightly-\(name).lock"
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw StraitError(
                .infrastructure, "cannot make the directory \(directory)", cause: error.localizedDescription)
        }
        // O_CLOEXEC: a QEMU that inherited it would hold the lock after strait is gone.
        descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw StraitError(.infrastructure, "cannot open \(path)", cause: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            close(descriptor)
            guard number == EWOULDBLOCK else {
                throw StraitError(.infrastructure, "cannot lock \(path)", cause: String(cString: strerror(number)))
            }
            throw StraitError(.request, "another strait is at a night of \(name)")
        }
    }

    deinit { close(descriptor) }
}
