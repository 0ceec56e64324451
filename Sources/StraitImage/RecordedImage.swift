// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

extension ImageStore {
    /// An image as a run recorded it, where its files are still there to the last byte; nil where they are not. What of it is in the
    /// cache stays there at least as long as the store lives.
    public func held(_ image: GuestImage) async throws -> GuestImage? {
        for (path, digest) in [
            (image.kernelPath, image.kernelSHA256), (image.initramfsPath, image.initramfsSHA256),
        ] {
            let file = FilePath(path)
            let directory = file.removingLastComponent()
            // First held, then looked at: what is pruned in between would be gone when it is booted.
            if let key = directory.lastComponent?.string, let lease = try cache.existing(key), lease.path == directory {
                leases[key] = lease
            }
            guard Files.exists(file), try Digest.of(file: file) == digest else { return nil }
        }
        return image
    }
}
