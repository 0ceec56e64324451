// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// Kernels of Debian's archive: `debian:SUITE[/FLAVOUR][=VERSION]`.
struct DebianKernels: KernelProvider {
    /// The role of each package of a pin.
    enum Role: String { case kernel, headers, common, kbuild, source }

    let scheme = "debian"
    let isRemembered = true
    let packages: Packages
    /// The parts of the source to unpack.
    let sourcePatterns: [String]

    func serves(_ source: KernelSource, changed: Bool) -> Bool { source.scheme == scheme && !changed }

    func resolve(_ query: KernelQuery) async throws -> KernelPin {
        let (source, architecture) = (query.source, query.architecture)
        let reference = try DebianReference(parsing: source.reference)
        let flavour = try reference.flavour(for: architecture, pageSizeKiB: query.pageSizeKiB)
        let suite = reference.suite
        let root = try await packages.roots.current(
            AptIndex(suite: suite.name, architecture: architecture.platform.debian.architecture))
        let found = try await image(reference, flavour, root)
        let release = found.release
        let version = found.stanza.version
        guard
            let headers = try await root.show(["linux-headers-\(release)=\(version)"]).first,
            let common = DebianNames.common(of: headers), let kbuild = DebianNames.kbuild(of: headers)
        else { throw missing("linux-headers-\(release)", version, root.index) }

        var pins: [String: PackagePin] = [:]
        let names: [(Role, String, AptRoot)] = [
            (.kernel, DebianNames.binary(of: found.stanza), root),
            (.headers, headers.package, root), (.common, common, root),
            // These programs run on the host, not in the guest. A port that is behind may need packages that the host's
            // archive no longer has.
            (
                .kbuild, kbuild,
                try await packages.roots.current(AptIndex(suite: suite.name, architecture: Platform.Debian.host))
            ),
        ]
        for (role, name, root) in names { pins[role.rawValue] = try await pin(name, version, root) }
        if let name = DebianNames.source(ofVersion: version), try await !root.show(["\(name)=\(version)"]).isEmpty {
            pins[Role.source.rawValue] = try await pin(name, version, root)
        }
        let compiler = suite.compiler ?? DebianNames.compiler(of: headers) ?? Suite.fallbackCompiler
        return KernelPin(
            source: source, release: release, version: version,
            compiler: CompilerChoice(suite: suite.toolchain, name: compiler), packages: pins,
            note: try root.staleness())
    }

    /// The newest image of the suite, or the one that the reference names.
    private func image(
        _ reference: DebianReference, _ flavour: String, _ root: AptRoot
    ) async throws -> (release: String, stanza: Stanza) {
        if reference.version == nil {
            // The index was downloaded and checked, so this is an answer and no trouble.
            guard let meta = try await root.show(["linux-image-\(flavour)"]).first else {
                throw StraitError(
                    .unsupported,
                    "\(root.index.suite) has no kernel of the flavour \(flavour) for \(root.index.architecture)")
            }
            guard let image = DebianNames.image(in: meta, flavour: flavour),
                let release = DebianNames.release(ofImage: image.name, flavour: flavour),
                let stanza = try await root.show(["\(image.name)=\(image.exactly ?? "")"]).first
            else { throw missing("the image of linux-image-\(flavour)", meta.version, root.index) }
            return (release, stanza)
        }
        let names = try await root.names(matching: "^linux-image-[0-9].*-\(flavour)$")
            .filter { DebianNames.release(ofImage: $0, flavour: flavour) != nil }
        let stanzas = names.isEmpty ? [] : try await root.show(names)
        guard let stanza = stanzas.first(where: { reference.matches($0.version) }),
            let release = DebianNames.release(ofImage: stanza.package, flavour: flavour)
        else { throw missing("linux-image-…-\(flavour)", reference.version ?? "", root.index) }
        return (release, stanza)
    }

    private func pin(_ name: String, _ version: String, _ root: AptRoot) async throws -> PackagePin {
        guard try await !root.show(["\(name)=\(version)"]).isEmpty,
            let pin = try await root.pins(of: ["\(name)=\(version)"]).first
        else { throw missing(name, version, root.index) }
        return pin
    }

    private func missing(_ name: String, _ version: String, _ index: AptIndex) -> StraitError {
        StraitError(
            .sourceUnavailable,
            "\(name) \(version) is not in \(index.suite) for \(index.architecture): it was removed from the mirror, "
                + "or it never was there")
    }
}
