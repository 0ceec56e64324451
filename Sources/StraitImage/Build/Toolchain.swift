// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage

/// The two package roots besides the kernel's: the compiler, and the programs of the guest.
struct PackageRoots: Sendable {
    let packages: Packages
    let pinStore: PinStore
    let recipe: Recipe

    /// The root with a compiler for an architecture.
    func toolchain(_ choice: CompilerChoice, for architecture: Architecture, anew: Bool) async throws -> ObjectSpec {
        let names = try recipe.toolchainPackages(choice.name, architecture.platform)
        let index = AptIndex(suite: choice.suite, architecture: Platform.Debian.host)
        let key = ([index.suite, index.architecture] + names).joined(separator: "\n")
        let pins = try await remembered("toolchain", key, anew) {
            try await packages.roots.current(index).closure(of: names)
        }
        return ObjectSpec(kind: "toolchain", inputs: pins.map(\.line)) { target in
            try layOut(target)
            try await packages.unpack(pins, into: target)
            return ["suite": choice.suite, "compiler": choice.name, "architecture": architecture.rawValue]
        }
    }

    /// The root with the guest's programs.
    func userland(for architecture: Architecture, anew: Bool) async throws -> ObjectSpec {
        let names = try recipe.userlandPackages()
        let key = ([architecture.platform.debian.architecture] + Suite.userlands + names).joined(separator: "\n")
        let pins = try await remembered("userland", key, anew) { try await userland(of: names, architecture) }
        return ObjectSpec(kind: "userland", inputs: pins.map(\.line)) { target in
            try mergeUsr(target)
            try await packages.unpack(pins, into: target)
            return ["suite": pins.first?.index.suite ?? "", "architecture": architecture.rawValue]
        }
    }

    /// Tries the suites in order until the mirror has all packages. They are few and small, so they are downloaded to
    /// find out.
    private func userland(of names: [String], _ architecture: Architecture) async throws -> [PackagePin] {
        var missing: [StraitError] = []
        for suite in Suite.userlands {
            do {
                let index = AptIndex(suite: suite, architecture: architecture.platform.debian.architecture)
                let root = try await packages.roots.current(index)
                let pins = try await root.closure(of: names)
                try await root.prove(pins)
                return pins
            } catch let error as StraitError where error.kind == .sourceUnavailable {
                missing.append(error)
            }
        }
        throw missing.first ?? StraitError(.infrastructure, "there is no suite to take a guest's programs from")
    }

    /// The packages that were chosen before, otherwise those that `choose` finds.
    private func remembered(
        _ what: String, _ key: String, _ anew: Bool, choose: () async throws -> [PackagePin]
    ) async throws -> [PackagePin] {
        if !anew, let pins = try pinStore.recall([PackagePin].self, what, key) { return pins }
        let pins = try await choose().sorted { $0.file < $1.file }
        try pinStore.remember(pins, what, key)
        return pins
    }

    /// Creates the directories for the recipe, its inputs and the kernel's file systems, because the root is read-only
    /// in use.
    private func layOut(_ root: FilePath) throws {
        try mergeUsr(root)
        for name in ["proc", "dev", "tmp", "out", "recipe", "source", "userland", "usr/src"] {
            try Files.makeDirectory(root.appending(name))
        }
    }

    /// Does what Debian's installer does before the first package: packages use the short paths of interpreters and
    /// loaders.
    private func mergeUsr(_ root: FilePath) throws {
        for name in ["bin", "sbin", "lib", "lib64"] {
            try Files.makeDirectory(root.appending("usr").appending(name))
            try FileManager.default.createSymbolicLink(
                atPath: root.appending(name).string, withDestinationPath: "usr/\(name)")
        }
    }
}

extension Platform.Debian {
    /// Debian's name for the host's architecture; amd64 if strait has no platform for it.
    static let host = (Architecture.host ?? .x86_64).platform.debian.architecture
}
