// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// The keys of one run as a second archive for the initramfs: the guest's host key, and the client's public key.
public struct RunKeys: Sendable {
    /// The guest's public host key as one line in OpenSSH's format, without a comment.
    public let hostPublicKey: String
    /// Path of the archive.
    public let archive: String

    /// Makes the archive in `directory`. `hostKey` is in dropbear's format, `hostPublicKey` is its public part, and
    /// `authorizedKey` is the public key of the client.
    public static func make(
        in directory: String, hostKey: [UInt8], hostPublicKey: String, authorizedKey: String
    ) async throws -> RunKeys {
        let place = FilePath(directory)
        let tree = place.appending("keys-\(UUID().uuidString)")
        for name in ["etc/dropbear", "root/.ssh"] { try Files.makeDirectory(tree.appending(name)) }
        let file = tree.appending("etc/dropbear/dropbear_ed25519_host_key")
        try Trouble.rethrowing("write", file) { try WholeFile.write(hostKey, to: file.string, permissions: 0o600) }
        let client = authorizedKey.trimmingCharacters(in: .whitespacesAndNewlines)
        try Files.write(client + "\n", to: tree.appending("root/.ssh/authorized_keys"))
        let archive = place.appending("keys.cpio")
        try await OverlayArchive.pack(tree, entries, to: archive)
        try restrict(archive)
        // The private key is only in the archive from now on.
        try Files.remove(tree)
        return RunKeys(hostPublicKey: hostPublicKey, archive: archive.string)
    }

    /// Writes the image's initramfs with the keys into `directory` and returns its path: the initramfs to boot.
    public func bootInitramfs(for image: GuestImage, in directory: String) throws -> String {
        let name = "initramfs-\(image.architecture.rawValue)-\(image.initramfsSHA256.prefix(12)).cpio"
        let path = FilePath(directory).appending(name)
        let keys = try Trouble.rethrowing("read", FilePath(archive)) {
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: archive)))
        }
        try OverlayArchive.append(keys, to: image.initramfsPath, at: path, permissions: 0o600)
        return path.string
    }

    private static let entries: [OverlayArchive.Entry] = [
        ("etc", 0o755), ("etc/dropbear", 0o755), ("etc/dropbear/dropbear_ed25519_host_key", 0o600),
        ("root", 0o700), ("root/.ssh", 0o700), ("root/.ssh/authorized_keys", 0o600),
    ]

    private static func restrict(_ path: FilePath) throws {
        try Trouble.rethrowing("restrict", path) {
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path.string)
        }
    }
}
