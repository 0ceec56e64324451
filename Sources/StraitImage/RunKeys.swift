// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage

/// The keys of one run: the guest's host key and who may log in, as a second archive behind the cached initramfs.
public struct RunKeys: Sendable {
    /// The guest's public host key, one line of OpenSSH's form without a comment.
    public let hostPublicKey: String
    /// Path of the archive.
    public let archive: String

    /// Makes a new host key and the archive with it in `directory`, for a client with the public key `authorizedKey`.
    public static func make(in directory: String, authorizedKey: String) async throws -> RunKeys {
        let place = FilePath(directory)
        let tree = place.appending("keys-\(UUID().uuidString)")
        let hostKey = tree.appending("etc/dropbear/dropbear_ed25519_host_key")
        for name in ["etc/dropbear", "root/.ssh"] { try Files.makeDirectory(tree.appending(name)) }
        let said = try await Program.check("dropbearkey", ["-t", "ed25519", "-f", hostKey.string])
        guard let publicKey = publicKey(in: said) else {
            throw StraitError(.infrastructure, "dropbearkey made no key", cause: said)
        }
        let client = authorizedKey.trimmingCharacters(in: .whitespacesAndNewlines)
        try Files.write(client + "\n", to: tree.appending("root/.ssh/authorized_keys"))
        let archive = place.appending("keys.cpio")
        try await OverlayArchive.pack(tree, entries, to: archive)
        try restrict(archive)
        // The private key is in the archive now, and nowhere else.
        try Files.remove(tree)
        return RunKeys(hostPublicKey: publicKey, archive: archive.string)
    }

    /// Writes `IMAGE's initramfs + keys` into `directory` and returns its path: what a guest of this run boots with.
    public func bootInitramfs(for image: GuestImage, in directory: String) throws -> String {
        let name = "initramfs-\(image.architecture.rawValue)-\(image.initramfsSHA256.prefix(12)).cpio"
        let path = FilePath(directory).appending(name)
        let keys = try Trouble.told("read", FilePath(archive)) {
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: archive)))
        }
        try OverlayArchive.append(keys, to: image.initramfsPath, at: path)
        try Self.restrict(path)
        return path.string
    }

    /// The key of what `dropbearkey` prints, without the comment with the host's name.
    static func publicKey(in text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix("ssh-ed25519 ") }
            .map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    }

    private static let entries: [OverlayArchive.Entry] = [
        ("etc", 0o755), ("etc/dropbear", 0o755), ("etc/dropbear/dropbear_ed25519_host_key", 0o600),
        ("root", 0o700), ("root/.ssh", 0o700), ("root/.ssh/authorized_keys", 0o600),
    ]

    private static func restrict(_ path: FilePath) throws {
        try Trouble.told("restrict", path) {
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path.string)
        }
    }
}
