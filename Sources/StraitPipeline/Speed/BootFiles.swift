// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitImage
import StraitModel
import StraitSSH

/// The files that guests boot, readable by QEMU, with keys of their own; removed with the value.
struct BootFiles: Sendable {
    /// The client key for logging in to the guests.
    let key: SSHKeyPair
    /// The public host key of all guests.
    let hostKey: String
    /// A name that no other process on this host uses.
    let label: String
    private let scratch: Scratch
    private let initramfs: [String: String]
    private let kernels: [String: String]

    /// Prepares the images. With a `connection` QEMU runs as another user, who cannot read this user's cache, so the
    /// kernels are copied too. Errors: `infrastructure`, and `request` for a directory that others can write.
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

    /// The path of an image's initramfs with the keys; nil if the image was not prepared.
    func initramfs(of image: GuestImage) -> String? { initramfs[image.initramfsPath] }

    /// The path of an image's kernel.
    func kernel(of image: GuestImage) -> String { kernels[image.kernelPath] ?? image.kernelPath }
}
