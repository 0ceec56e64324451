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
        let reference = try DebianReference(parsing: query.source.reference)
        let flavour = try reference.flavour(for: query.architecture, pageSizeKiB: query.pageSizeKiB)
        let root = try await packages.roots.current(
            AptIndex(suite: reference.suite.name, architecture: query.architecture.platform.debian.architecture))
        let images = try await images(reference, flavour, root)
        let (found, absent) = try await Self.first(of: images) { try await pin(of: $0, query.source, reference, root) }
        var chosen = found
        let passed = absent.isEmpty ? nil : Self.note(absent.map(\.stanza.version), taken: chosen.version, root)
        let notes = [try root.staleness(), passed].compactMap { $0 }
        chosen.note = notes.isEmpty ? nil : notes.joined(separator: "; ")
        return chosen
    }

    /// An image of a kernel in an index.
    private struct Image {
        var release: String
        var stanza: Stanza
    }

    /// The first candidate that `attempt` accepts, and those before it, which are not available. Errors: the first one's if none is
    /// available, and every other error at once.
    static func first<Candidate, Value>(
        of candidates: [Candidate], _ attempt: (Candidate) async throws -> Value
    ) async throws -> (value: Value, absent: [Candidate]) {
        var absent: [Candidate] = []
        var trouble: StraitError?
        for candidate in candidates {
            do {
                return (try await attempt(candidate), absent)
            } catch let error as StraitError where error.kind == .sourceUnavailable {
                trouble = trouble ?? error
                absent.append(candidate)
            }
        }
        throw trouble ?? StraitError(.sourceUnavailable, "there is no kernel to choose from")
    }

    /// Why it is not the newest of the index.
    static func note(_ absent: [String], taken: String, _ root: AptRoot) -> String {
        "the index of \(root.index.suite) for \(root.index.architecture) lists \(absent.joined(separator: ", ")), whose packages are not "
            + "on \(root.mirror): \(taken) was taken"
    }

    private func pin(
        of image: Image, _ source: KernelSource, _ reference: DebianReference, _ root: AptRoot
    ) async throws -> KernelPin {
        let (release, version) = (image.release, image.stanza.version)
        guard
            let headers = try await root.show(["linux-headers-\(release)=\(version)"]).first,
            let common = DebianNames.common(of: headers), let kbuild = DebianNames.kbuild(of: headers)
        else { throw missing("linux-headers-\(release)", version, root.index) }

        // These programs run on the host, not in the guest. A port that is behind may need packages that the host's
        // archive no longer has.
        let host = try await packages.roots.current(
            AptIndex(suite: reference.suite.name, architecture: Platform.Debian.host))
        var pins: [Role: PackagePin] = [:]
        let names: [(Role, String, AptRoot)] = [
            (.kernel, DebianNames.binary(of: image.stanza), root), (.headers, headers.package, root),
            (.common, common, root), (.kbuild, kbuild, host),
        ]
        for (role, name, root) in names { pins[role] = try await pin(name, version, root) }
        // All packages of a version and an architecture reach a mirror together: the small one of them is asked for.
        if let small = pins[.headers] { try await root.prove([small]) }
        if let small = pins[.kbuild] { try await host.prove([small]) }
        if let name = DebianNames.source(ofVersion: version), try await !root.show(["\(name)=\(version)"]).isEmpty {
            pins[.source] = try await pin(name, version, root)
        }
        let suite = reference.suite
        let compiler = suite.compiler ?? DebianNames.compiler(of: headers) ?? Suite.fallbackCompiler
        return KernelPin(
            source: source, release: release, version: version,
            compiler: CompilerChoice(suite: suite.toolchain, name: compiler),
            packages: Dictionary(uniqueKeysWithValues: pins.map { ($0.key.rawValue, $0.value) }))
    }

    /// The images of the suite, newest first, or the one that the reference names.
    private func images(_ reference: DebianReference, _ flavour: String, _ root: AptRoot) async throws -> [Image] {
        if reference.version != nil {
            let all = try await all(flavour, root)
            guard let image = all.first(where: { reference.matches($0.stanza.version) }) else {
                throw missing("linux-image-…-\(flavour)", reference.version ?? "", root.index)
            }
            return [image]
        }
        let newest = try await newest(flavour, root)
        let older = try await all(flavour, root).filter { $0.stanza.version != newest.stanza.version }
        let order = try await Self.newestFirst(older.map(\.stanza.version))
        return [newest] + order.compactMap { version in older.first { $0.stanza.version == version } }
    }

    /// Versions of packages, newest first and each once: `sort` compares as dpkg does ("Version sort" of the manual of GNU coreutils).
    static func newestFirst(_ versions: [String]) async throws -> [String] {
        let lines = versions.map { "\($0)\n" }.joined()
        let text = try await Program.check("sort", ["--version-sort", "--reverse", "--unique"], input: lines)
        return text.split(separator: "\n").map(String.init)
    }

    private func all(_ flavour: String, _ root: AptRoot) async throws -> [Image] {
        let names = try await root.names(matching: "^linux-image-[0-9].*-\(flavour)$")
            .filter { DebianNames.release(ofImage: $0, flavour: flavour) != nil }
        let stanzas = names.isEmpty ? [] : try await root.show(names)
        return stanzas.compactMap { stanza in
            DebianNames.release(ofImage: stanza.package, flavour: flavour).map { Image(release: $0, stanza: stanza) }
        }
    }

    /// The image that the suite's meta package depends on.
    private func newest(_ flavour: String, _ root: AptRoot) async throws -> Image {
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
        return Image(release: release, stanza: stanza)
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
