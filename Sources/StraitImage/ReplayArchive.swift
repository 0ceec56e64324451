// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage

/// Makes a guest run its workload by itself: a script in place of a run's keys.
public enum ReplayArchive {
    /// Where the guest's PID 1 looks for it (images/guest/guest.h).
    static let path = "strait/replay"

    /// The archive with a script. It has the size of a run's archive, so that the same layout follows from the same
    /// seed. `directory` is for temporary files. Errors: `request` if the image's programs are too old to look for a
    /// script.
    public static func make(_ script: String, for image: GuestImage, in directory: String) async throws -> [UInt8] {
        let initramfs = try Data(contentsOf: URL(fileURLWithPath: image.initramfsPath), options: .alwaysMapped)
        guard initramfs.range(of: Data("/\(path)".utf8)) != nil else {
            throw StraitError(
                .request, "the image is of a strait whose guests cannot run by themselves; run the cell again first")
        }
        let place = FilePath(directory)
        let tree = place.appending("replay-\(UUID().uuidString)")
        try Files.makeDirectory(tree.appending("strait"))
        try Files.write(script, to: tree.appending(path))
        let archive = place.appending("replay.cpio")
        try await OverlayArchive.pack(tree, [(path, 0o755)], to: archive)
        try Files.remove(tree)
        defer { try? Files.remove(archive) }  // It goes with the directory in any case.
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: archive.string)))
    }
}
