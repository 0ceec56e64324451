// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// Kernels built by others, in a directory on this machine: `files:DIR`.
struct PrebuiltKernels: KernelProvider {
    let scheme = "files"
    let isRemembered = false
    let workspaces: Workspaces
    let sourcePatterns: [String]

    func serves(_ source: KernelSource, changed: Bool) -> Bool { source.scheme == scheme }

    func resolve(_ query: KernelQuery) async throws -> KernelPin {
        guard !query.isChanged else {
            throw StraitError(
                .request, "\(query.source) is built already: patches and config belong to a tree: or debian: source")
        }
        let given = try PrebuiltKernel(in: Files.absolute(query.source.reference), for: query.architecture)
        let image = try Digest.of(file: given.image)
        return KernelPin(
            source: query.source, release: given.release, version: "content \(image.prefix(16))",
            compiler: .standard, packages: [:])
    }

    func parts(of pin: KernelPin, for architecture: Architecture) async throws -> KernelParts {
        let given = try PrebuiltKernel(in: Files.absolute(pin.source.reference), for: architecture)
        let origin = ["source": pin.source.description, "release": pin.release, "architecture": architecture.rawValue]
        let image = try Digest.of(file: given.image)
        let kernel = ObjectSpec(kind: "kernel", inputs: ["files", image, pin.release]) { target in
            let place = target.appending(KernelParts.imageName)
            try FileManager.default.copyItem(
                atPath: Files.canonical(given.image).string, toPath: place.string)
            let sha256 = try Digest.of(file: place)
            guard sha256 == image else { throw PrebuiltFiles.changed(given.image) }
            return origin.merging(["sha256": sha256, "version": pin.version]) { $1 }
        }
        let headers = given.headers(architecture)
        let source = given.source(sourcePatterns)
        return KernelParts(
            kernel: kernel, headers: try await object("headers", headers, given, origin),
            headersPath: "/usr/src/linux-headers-\(pin.release)",
            source: source.isEmpty ? nil : try await object("source", source, given, origin))
    }

    private func object(
        _ kind: String, _ parts: [PrebuiltFiles], _ given: PrebuiltKernel, _ origin: [String: String]
    ) async throws -> ObjectSpec {
        // The configuration may be outside the copied parts.
        let config = try Digest.of(file: given.config)
        var inputs = ["files", given.release, config]
        var contents: [TreeContent] = []
        for part in parts {
            let content = try await part.content(workspaces)
            inputs += [part.folder, content.digest()]
            contents.append(content)
        }
        return ObjectSpec(kind: kind, inputs: inputs) { [contents] target in
            for (part, content) in zip(parts, contents) { try await part.copy(content, workspaces, into: target) }
            if kind == "headers" { try given.complete(target) }
            guard try Digest.of(file: given.config) == config else { throw PrebuiltFiles.changed(given.config) }
            return origin
        }
    }
}

extension PrebuiltKernel {
    /// What modules are made with, in the layout of a headers' package, and existing modules.
    func headers(_ architecture: Architecture) -> [PrebuiltFiles] {
        let place = "usr/src/linux-headers-\(release)"
        let arch = "arch/\(architecture.platform.kernel.architecture)"
        switch modules {
        case .packages:
            return [
                PrebuiltFiles(
                    directory: directory, patterns: ["usr/src/linux-headers-*", "usr/lib/linux-kbuild-*"], folder: "")
            ]
        case .build(let build, let source):
            let headers = [
                "Makefile", "include", "scripts", "\(arch)/Makefile*", "\(arch)/Kbuild*",
                ":(glob)\(arch)/**/include/**", "\(arch)/**/Platform",
            ]
            let built = [
                ".config", "Module.symvers", "vmlinux.symvers", "include", "scripts", "\(arch)/include",
                "tools/objtool/objtool", "tools/bpf/resolve_btfids/resolve_btfids", "\(arch)/lib/crtsavres.o",
                "\(arch)/kernel/module.lds",
            ]
            return [
                PrebuiltFiles(directory: source, patterns: headers, folder: place),
                PrebuiltFiles(directory: build, patterns: built, folder: place),
            ]
        case .ready:
            return [PrebuiltFiles(directory: directory, patterns: Self.ready, folder: "ready")]
        }
    }

    /// The part of the source for the tests, if there is a source.
    func source(_ patterns: [String]) -> [PrebuiltFiles] {
        let place: FilePath
        switch modules {
        case .build(_, let source): place = source
        case .packages, .ready: place = directory.appending("source")
        }
        let known = patterns.map { ":(glob)\($0.hasSuffix("*") ? $0 : $0 + "/**")" } + patterns
        return Files.exists(place.appending("lib"))
            ? [PrebuiltFiles(directory: place, patterns: known, folder: "")] : []
    }

    /// Adds files that all headers have and that the copy lacks.
    func complete(_ target: FilePath) throws {
        let place = target.appending("usr/src/linux-headers-\(release)")
        switch modules {
        case .packages: break
        case .build:
            let symbols = place.appending("Module.symvers")
            // A build without modules has only the symbols of the kernel itself.
            if !Files.exists(symbols) {
                try FileManager.default.moveItem(
                    atPath: place.appending("vmlinux.symvers").string, toPath: symbols.string)
            }
        case .ready:
            try Files.makeDirectory(place.appending("include/config"))
            try Files.write(Files.readLossy(config), to: place.appending(".config"))
            try Files.write(release + "\n", to: place.appending("include/config/kernel.release"))
        }
    }
}
