// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// The objects made from a Debian kernel's packages.
extension DebianKernels {
    func parts(of pin: KernelPin, for architecture: Architecture) async throws -> KernelParts {
        let headers = try [Role.headers, .common, .kbuild].map { try package($0, of: pin) }
        var source: ObjectSpec?
        if let archive = pin.packages[Role.source.rawValue] { source = try await self.source(archive, pin) }
        return KernelParts(
            kernel: try await kernel(try package(.kernel, of: pin), pin, architecture),
            headers: ObjectSpec(kind: "headers", inputs: headers.map(\.line)) { target in
                try await packages.unpack(headers, into: target)
                return ["release": pin.release, "version": pin.version, "architecture": architecture.rawValue]
            },
            headersPath: "/usr/src/linux-headers-\(pin.release)", source: source)
    }

    private func package(_ role: Role, of pin: KernelPin) throws -> PackagePin {
        guard let package = pin.packages[role.rawValue] else {
            throw StraitError(
                .infrastructure,
                "the stored choice for \(pin.source) has no \(role.rawValue); run `strait image update`")
        }
        return package
    }

    private func kernel(
        _ package: PackagePin, _ pin: KernelPin, _ architecture: Architecture
    ) async throws -> ObjectSpec {
        ObjectSpec(kind: "kernel", inputs: [package.line, pin.release] + Self.transport) { target in
            let unpacked = target.appending(".unpacked")
            try Files.makeDirectory(unpacked)
            try await packages.unpack([package], into: unpacked)
            let places =
                ["boot/vmlinuz-\(pin.release)", "boot/vmlinux-\(pin.release)"]
                + ["vmlinuz", "vmlinux"].map { "usr/lib/modules/\(pin.release)/\($0)" }
            guard let place = places.first(where: { Files.exists(unpacked.appending($0)) }) else {
                throw StraitError(.infrastructure, "\(package.file) has no kernel at any of \(places)")
            }
            let image = target.appending(KernelParts.imageName)
            try FileManager.default.moveItem(atPath: unpacked.appending(place).string, toPath: image.string)
            try keepTransport(of: unpacked.appending("lib/modules/\(pin.release)/kernel/drivers"), in: target)
            try Files.remove(unpacked)
            return [
                "source": pin.source.description, "release": pin.release, "version": pin.version,
                "architecture": architecture.rawValue, "sha256": try Digest.of(file: image),
            ]
        }
    }

    /// The modules that connect the guest. Since 6.12 they are built in.
    private static let transport = [
        "virtio/virtio", "virtio/virtio_ring", "virtio/virtio_pci_legacy_dev", "virtio/virtio_pci_modern_dev",
        "virtio/virtio_pci", "char/virtio_console",
    ]

    private func keepTransport(of drivers: FilePath, in target: FilePath) throws {
        let directory = target.appending(KernelParts.transportName)
        try Files.makeDirectory(directory)
        // The guest loads them in this order, because each needs the ones before it.
        for (number, name) in Self.transport.enumerated() {
            let module = drivers.appending("\(name).ko")
            guard Files.exists(module), let file = module.lastComponent?.string else { continue }
            try FileManager.default.copyItem(
                atPath: module.string, toPath: directory.appending("\(number)-\(file)").string)
        }
    }

    /// A whole source takes 1.6 GB, so only what the recipe needs is unpacked.
    private func source(_ package: PackagePin, _ pin: KernelPin) async throws -> ObjectSpec {
        let patterns = sourcePatterns
        return ObjectSpec(kind: "source", inputs: [package.line] + patterns) { target in
            let unpacked = target.appending(".unpacked")
            try Files.makeDirectory(unpacked)
            try await packages.unpack([package], into: unpacked)
            let archive = unpacked.appending("usr/src/\(package.name).tar.xz")
            try await packages.jobs.pass {
                try await extract(patterns.map { "\(package.name)/\($0)" }, of: archive, into: target)
            }
            try Files.remove(unpacked)
            return ["release": pin.release, "version": pin.version]
        }
    }

    private func extract(_ patterns: [String], of archive: FilePath, into target: FilePath) async throws {
        let options = ["-x", "--use-compress-program=xz -T2", "--strip-components=1", "--wildcards", "--no-same-owner"]
        let finished = try await Program.run(
            "tar", options + ["-f", archive.string, "-C", target.string, "--"] + patterns, deadline: .seconds(900))
        // A missing file is no error here: the recipe finds out and gives the reason.
        let complaints = finished.errors.split(separator: "\n").filter {
            !$0.contains("Not found in archive") && !$0.contains("Exiting with failure status")
        }
        guard finished.succeeded || complaints.isEmpty else {
            throw Trouble.known(in: finished.errors)
                ?? StraitError(
                    .infrastructure, "\(archive.lastComponent?.string ?? "") cannot be unpacked",
                    cause: finished.tail)
        }
    }
}
