// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage

/// The content of a `files:` directory: a kernel, its configuration, and the source of its modules.
struct PrebuiltKernel: Sendable, Equatable {
    /// How modules for the kernel are made.
    enum Modules: Sendable, Equatable {
        /// With headers as packages have them: `usr/src/linux-headers-…` below the directory.
        case packages(headers: String)
        /// With the directory in which the kernel was built, and its source.
        case build(FilePath, source: FilePath)
        /// `strait_probe.ko` is already there.
        case ready
    }

    /// Modules and tests that are used as they are.
    static let ready = [ImageContent].devicePrivateMemory().map(\.name)

    /// The directory.
    let directory: FilePath
    /// The kernel.
    let image: FilePath
    /// Its configuration.
    let config: FilePath
    /// How its modules are made.
    let modules: Modules
    /// `uname -r`.
    let release: String

    /// Reads a directory, for a kernel of an architecture. Errors: `request`.
    init(in directory: FilePath, for architecture: Architecture) throws {
        guard Files.isDirectory(directory) else { throw StraitError(.request, "there is no directory \(directory)") }
        let place = PrebuiltDirectory(directory: directory)
        self.directory = directory
        modules = try place.modules()
        config = try place.config(modules)
        try Self.check(config, is: architecture, of: directory)
        image = try place.image(architecture)
        release = try place.release(modules, image: image)
    }

    /// Checks the architecture of a configuration.
    private static func check(_ config: FilePath, is architecture: Architecture, of directory: FilePath) throws {
        let lines = Set(try Files.readLossy(config).split(separator: "\n").map(String.init))
        guard !lines.contains(architecture.platform.kernel.mark) else { return }
        let other =
            Architecture.allCases.first { lines.contains($0.platform.kernel.mark) }?.rawValue ?? "another architecture"
        throw StraitError(.unsupported, "the kernel of files:\(directory) is one for \(other)")
    }
}

/// The layout of a `files:` directory.
private struct PrebuiltDirectory {
    let directory: FilePath

    /// The only kernel in it.
    func image(_ architecture: Architecture) throws -> FilePath {
        let images = try [
            named("vmlinuz", below: ""), named("bzImage", below: ""), named("Image", below: ""),
            [architecture.platform.kernel.path], named("vmlinuz", below: "boot"), named("vmlinux", below: "boot"),
            named("vmlinux", below: ""),
        ]
        for names in images.map({ $0.filter { Files.exists(directory.appending($0)) } }) where !names.isEmpty {
            guard names.count == 1 else {
                throw StraitError(
                    .request, "\(directory) has several kernels, \(names.joined(separator: ", ")): leave one")
            }
            return directory.appending(names[0])
        }
        throw StraitError(
            .request, "\(directory) has no kernel: neither vmlinuz, bzImage, Image nor vmlinux, there or below boot")
    }

    /// How modules are made: existing ones first, then headers, then a build.
    func modules() throws -> PrebuiltKernel.Modules {
        if Files.exists(directory.appending(PrebuiltKernel.ready[0])) { return .ready }
        let headers = try Files.names(in: directory.appending("usr/src")).filter {
            $0.hasPrefix("linux-headers-") && Files.exists(directory.appending("usr/src/\($0)/.config"))
        }
        if headers.count == 1 { return .packages(headers: headers[0]) }
        guard headers.isEmpty else {
            throw StraitError(
                .request, "\(directory) has headers of several kernels, \(headers.joined(separator: ", ")): leave one")
        }
        for place in [directory, directory.appending("build")] where isBuild(place) {
            return .build(place, source: try source(of: place))
        }
        throw StraitError(
            .request,
            "\(directory) has nothing to make modules for its kernel with: neither strait_probe.ko, nor unpacked headers "
                + "(usr/src/linux-headers-…), nor a build (.config, include/config/auto.conf and scripts/mod/modpost)")
    }

    func config(_ modules: PrebuiltKernel.Modules) throws -> FilePath {
        switch modules {
        case .packages(let headers): return directory.appending("usr/src/\(headers)/.config")
        case .build(let build, _): return build.appending(".config")
        case .ready:
            let names = [".config"] + (try named("config", below: "")) + (try named("config", below: "boot"))
            if let name = names.first(where: { Files.exists(directory.appending($0)) }) {
                return directory.appending(name)
            }
            throw StraitError(.request, "\(directory) has no configuration of its kernel: .config or config-RELEASE")
        }
    }

    func release(_ modules: PrebuiltKernel.Modules, image: FilePath) throws -> String {
        switch modules {
        case .packages(let headers): return String(headers.dropFirst("linux-headers-".count))
        case .build(let build, _):
            return try Files.read(build.appending("include/config/kernel.release"))
                .trimmingCharacters(in: .whitespacesAndNewlines)
        case .ready:
            // A module names its kernel: "vermagic=7.3.4 SMP …".
            let probe = try Files.readLossy(directory.appending(PrebuiltKernel.ready[0]))
            if let match = probe.firstMatch(of: /vermagic=([^\s\0]+)/) { return String(match.1) }
            throw StraitError(.request, "\(directory.appending(PrebuiltKernel.ready[0])) is not a kernel module")
        }
    }

    /// `NAME` and all `NAME-…` in a folder, as paths below the directory.
    private func named(_ name: String, below folder: String) throws -> [String] {
        let place = folder.isEmpty ? directory : directory.appending(folder)
        return try Files.names(in: place).filter { $0 == name || $0.hasPrefix("\(name)-") }
            .map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
    }

    private func isBuild(_ place: FilePath) -> Bool {
        [".config", "include/config/auto.conf", "include/config/kernel.release", "scripts/mod/modpost"]
            .allSatisfy { Files.exists(place.appending($0)) }
    }

    /// kbuild leaves a link to the source in a separate build directory (O=).
    private func source(of build: FilePath) throws -> FilePath {
        if Files.exists(build.appending("Kconfig")) { return build }
        let link = build.appending("source")
        if Files.exists(link.appending("Kconfig")) { return link }
        throw StraitError(.request, "\(build) is a build whose source is not there: \(link) leads to nothing")
    }
}
