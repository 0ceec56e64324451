// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

extension ImageStore {
    /// An image of a recorded run, if its files still exist unchanged; else nil. Its cached files stay as long as the
    /// store exists.
    public func held(_ image: GuestImage) async throws -> GuestImage? {
        for (path, digest) in [
            (image.kernelPath, image.kernelSHA256), (image.initramfsPath, image.initramfsSHA256),
        ] {
            let file = FilePath(path)
            let directory = file.removingLastComponent()
            // Locked before it is checked, because otherwise it could be pruned in between.
            if let key = directory.lastComponent?.string, let lease = try cache.existing(key), lease.path == directory {
                leases[key] = lease
            }
            guard Files.exists(file), try Digest.of(file: file) == digest else { return nil }
        }
        return image
    }
}
