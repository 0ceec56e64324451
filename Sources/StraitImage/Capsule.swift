// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage

/// A cell in one file, to attach to a bug report; it needs only QEMU. Equal inputs give equal bytes.
public struct Capsule: Sendable {
    /// The directory that it unpacks into.
    public static let directory = "strait-capsule"
    /// The kernel's name in it.
    public static let kernel = "kernel"
    /// The initramfs's name in it.
    public static let initramfs = "initramfs.cpio"
    /// The name of the script that boots it.
    public static let script = "run.sh"

    private static let deadline = Duration.seconds(300)

    /// The image it is made from.
    public let image: GuestImage
    /// The archive appended to the initramfs (``ReplayArchive``).
    public let archive: [UInt8]
    /// The other files by name; those that end in `.sh` are executable.
    public let files: [String: [UInt8]]

    /// Makes a capsule.
    public init(image: GuestImage, archive: [UInt8], files: [String: [UInt8]]) {
        self.image = image
        self.archive = archive
        self.files = files
    }

    /// Writes it atomically as a tar archive at `path`. `scratch` is a directory for temporary files.
    public func write(to path: String, scratch: String) async throws {
        let root = FilePath(scratch).appending("capsule-\(UUID().uuidString)")
        let tree = root.appending(Self.directory)
        try Files.makeDirectory(tree)
        try FileManager.default.copyItem(atPath: image.kernelPath, toPath: tree.appending(Self.kernel).string)
        try OverlayArchive.append(archive, to: image.initramfsPath, at: tree.appending(Self.initramfs))
        for (name, bytes) in files { try Data(bytes).write(to: URL(fileURLWithPath: tree.appending(name).string)) }
        for name in try Files.names(in: tree) {
            try FileManager.default.setAttributes(
                [.posixPermissions: name.hasSuffix(".sh") ? 0o755 : 0o644], ofItemAtPath: tree.appending(name).string)
        }
        let whole = FilePath(Files.absolute(path).string + ".\(UUID().uuidString).tmp")
        do {
            // The archive contains nothing of this machine, its user or its clock.
            try await Program.check(
                "tar",
                [
                    "--create", "--file", whole.string, "--directory", root.string, "--format=ustar", "--sort=name",
                    "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", Self.directory,
                ], deadline: Self.deadline)
            guard rename(whole.string, Files.absolute(path).string) == 0 else {
                throw StraitError(.request, "cannot write \(path)", cause: String(cString: strerror(errno)))
            }
        } catch {
            // The first error is the reason.
            try? Files.remove(whole)
            throw error
        }
        try Files.remove(root)
    }
}
