// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// The source of a Debian kernel as a tree: `debian:SUITE` with patches or another configuration.
struct DebianTrees: KernelProvider {
    let scheme = "debian"
    let isRemembered = false
    let kernels: DebianKernels
    let builder: TreeBuilder

    func serves(_ source: KernelSource, changed: Bool) -> Bool { source.scheme == scheme && changed }

    func resolve(_ query: KernelQuery) async throws -> KernelPin {
        let package = try await package(query)
        let lease = try await builder.cache.obtain(try await tree(of: package))
        await builder.variants.hold(lease)
        return try await builder.pin(of: lease.path.appending(Self.folder), query)
    }

    func parts(of pin: KernelPin, for architecture: Architecture) async throws -> KernelParts {
        try await builder.parts(of: pin, for: architecture)
    }

    private static let folder = "linux"

    /// The source package of the suite's kernel; the stored one unless the network is to be asked again.
    private func package(_ query: KernelQuery) async throws -> PackagePin {
        let key = "\(query.source) \(query.architecture.rawValue)"
        let pinStore = builder.roots.pinStore
        if !builder.anew, let pin = try pinStore.recall(PackagePin.self, "source", key) { return pin }
        var plain = query
        plain.pageSizeKiB = nil
        let pin = try await kernels.resolve(plain)
        guard let package = pin.packages[DebianKernels.Role.source.rawValue] else {
            throw StraitError(
                .sourceUnavailable, "\(query.source) has no package with the source of \(pin.release) to patch")
        }
        try pinStore.remember(package, "source", key)
        return package
    }

    /// The whole source, unpacked.
    private func tree(of package: PackagePin) async throws -> ObjectSpec {
        let packages = kernels.packages
        return ObjectSpec(kind: "tree", inputs: [package.line]) { target in
            let unpacked = target.appending(".unpacked")
            try Files.makeDirectory(unpacked)
            try await packages.unpack([package], into: unpacked)
            let tree = target.appending(Self.folder)
            try Files.makeDirectory(tree)
            try await packages.jobs.pass {
                _ = try await Program.check(
                    "tar",
                    [
                        "-x", "--use-compress-program=xz -T2", "--strip-components=1", "--no-same-owner", "-C",
                        tree.string, "-f", unpacked.appending("usr/src/\(package.name).tar.xz").string,
                    ],
                    deadline: .seconds(1800))
            }
            try Files.remove(unpacked)
            return ["source": package.name, "version": package.version]
        }
    }
}
