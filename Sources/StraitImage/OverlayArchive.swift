// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// A second archive appended to a cached initramfs: with the keys of a run, or with a replay script.
enum OverlayArchive {
    /// On x86 a part of a boot's randomness is a hash over the initramfs's address, so its size must not change between
    /// runs.
    static let size = 4096

    /// How many bytes of an initramfs are in memory at a time.
    private static let piece = 1 << 20

    /// An entry: its path in the tree, and its mode.
    typealias Entry = (name: String, mode: Int)

    /// Packs entries of a directory. Everything except the content is fixed, and the archive is padded to a fixed size.
    static func pack(_ tree: FilePath, _ entries: [Entry], to archive: FilePath) async throws {
        for entry in entries.reversed() {
            try FileManager.default.setAttributes(
                [.posixPermissions: entry.mode, .modificationDate: Date(timeIntervalSince1970: 0)],
                ofItemAtPath: tree.appending(entry.name).string)
        }
        try await Program.check(
            "cpio",
            [
                "--quiet", "-o", "-H", "newc", "--reproducible", "-R", "0:0", "-C", "\(size)", "-F", archive.string,
            ],
            directory: tree, input: entries.map(\.name).joined(separator: "\n") + "\n")
    }

    /// Writes an initramfs with an archive appended. It is for one run and need not survive a power failure.
    static func append(
        _ archive: [UInt8], to initramfs: String, at path: FilePath, permissions: mode_t = 0o644
    ) throws {
        let whole = try Trouble.rethrowing("read", FilePath(initramfs)) {
            try Data(contentsOf: URL(fileURLWithPath: initramfs), options: .alwaysMapped)
        }
        // The kernel looks for the next archive at a multiple of four and skips zeros before it.
        let gap = [UInt8](repeating: 0, count: (4 - whole.count % 4) % 4)
        try Trouble.rethrowing("write", path) {
            try WholeFile.write(to: path.string, permissions: permissions, durable: false) { write in
                for start in stride(from: 0, to: whole.count, by: piece) {
                    try write(Array(whole[(whole.startIndex + start)...].prefix(piece))[...])
                }
                try write((gap + archive)[...])
            }
        }
    }
}
