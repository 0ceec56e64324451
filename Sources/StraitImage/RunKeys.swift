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

    /// Part of a boot's randomness on x86 is a hash over the initramfs's place: its size must not change from run to run.
    static let archiveSize = 4096

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
        try await pack(tree, to: archive)
        // The private key is in the archive now, and nowhere else.
        try Files.remove(tree)
        return RunKeys(hostPublicKey: publicKey, archive: archive.string)
    }

    /// Writes `IMAGE's initramfs + keys` into `directory` and returns its path: what a guest of this run boots with.
    public func bootInitramfs(for image: GuestImage, in directory: String) throws -> String {
        let name = "initramfs-\(image.architecture.rawValue)-\(image.initramfsSHA256.prefix(12)).cpio"
        let path = FilePath(directory).appending(name)
        var whole = try Data(contentsOf: URL(fileURLWithPath: image.initramfsPath), options: .alwaysMapped)
        // The kernel looks for the next archive at a multiple of four, and skips zeros before it.
        whole.append(Data(count: (4 - whole.count % 4) % 4))
        whole.append(try Data(contentsOf: URL(fileURLWithPath: archive)))
        try whole.write(to: URL(fileURLWithPath: path.string), options: .atomic)
        try Self.restrict(path)
        return path.string
    }

    /// The key of what `dropbearkey` prints, without the comment with the host's name.
    static func publicKey(in text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix("ssh-ed25519 ") }
            .map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    }

    /// Everything about an entry but its content is fixed, and the whole is padded: no run differs in size.
    private static func pack(_ tree: FilePath, to archive: FilePath) async throws {
        let entries: [(name: String, mode: Int)] = [
            ("etc", 0o755), ("etc/dropbear", 0o755), ("etc/dropbear/dropbear_ed25519_host_key", 0o600),
            ("root", 0o700), ("root/.ssh", 0o700), ("root/.ssh/authorized_keys", 0o600),
        ]
        for entry in entries.reversed() {
            try FileManager.default.setAttributes(
                [.posixPermissions: entry.mode, .modificationDate: Date(timeIntervalSince1970: 0)],
                ofItemAtPath: tree.appending(entry.name).string)
        }
        try await Program.check(
            "cpio",
            [
                "--quiet", "-o", "-H", "newc", "--reproducible", "-R", "0:0", "-C", "\(archiveSize)", "-F",
                archive.string,
            ],
            directory: tree, input: entries.map(\.name).joined(separator: "\n") + "\n")
        try restrict(archive)
    }

    private static func restrict(_ path: FilePath) throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path.string)
    }
}
