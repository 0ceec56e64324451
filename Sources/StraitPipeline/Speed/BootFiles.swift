// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitImage
import StraitModel
import StraitSSH

/// What guests boot, where QEMU can read it, with keys that are theirs alone; gone with the value.
struct BootFiles: Sendable {
    /// Whoever has it can log in to the guests.
    let key: SSHKeyPair
    /// The public host key that every guest has.
    let hostKey: String
    /// A name that no other strait on this host uses now.
    let label: String
    private let scratch: Scratch
    private let initramfs: [String: String]
    private let kernels: [String: String]

    /// Prepares the images. With a `connection` a daemon's QEMU reads them, which is another user's, who may not look into this user's
    /// cache: then the kernels are copied too. Errors: `infrastructure`, and `request` for a directory that others can write.
    static func make(for images: [GuestImage], connection: String?, cache: String) async throws -> BootFiles {
        let shared = connection != nil
        let scratch = try await Scratch.make(
            below: shared ? "/var/tmp/strait-\(getuid())" : "\(cache)/boot", shared: shared)
        let (key, host) = (try SSHKeys.generate(), try SSHKeys.generate())
        let keys = try await RunKeys.make(
            in: scratch.path, hostKey: host.dropbearHostKey(), hostPublicKey: host.authorizedKey,
            authorizedKey: key.authorizedKey)
        var initramfs: [String: String] = [:]
        var kernels: [String: String] = [:]
        for image in images where initramfs[image.initramfsPath] == nil {
            let whole = try keys.bootInitramfs(for: image, in: scratch.path)
            initramfs[image.initramfsPath] = whole
            guard shared else { continue }
            let kernel = "\(scratch.path)/vmlinuz-\(image.kernelSHA256.prefix(12))"
            do {
                try FileManager.default.copyItem(atPath: image.kernelPath, toPath: kernel)
                for file in [whole, kernel] {
                    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
                }
            } catch {
                throw StraitError(
                    .infrastructure, "cannot copy \(image.kernelPath) to \(scratch.path), for libvirt's QEMU to read",
                    cause: error.localizedDescription)
            }
            kernels[image.kernelPath] = kernel
        }
        return BootFiles(
            key: key, hostKey: keys.hostPublicKey, label: (scratch.path as NSString).lastPathComponent,
            scratch: scratch, initramfs: initramfs, kernels: kernels)
    }

    /// Where the initramfs of an image is, with the keys; nil for an image that was not prepared.
    func initramfs(of image: GuestImage) -> String? { initramfs[image.initramfsPath] }

    /// Where the kernel of an image is.
    func kernel(of image: GuestImage) -> String { kernels[image.kernelPath] ?? image.kernelPath }
}
