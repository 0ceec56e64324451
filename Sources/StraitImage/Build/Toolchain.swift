// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import SystemPackage

/// The two roots of packages that are not a kernel's: what compiles, and what runs in the guest.
struct PackageRoots: Sendable {
    let packages: Packages
    let memory: Memory
    let recipe: Recipe

    /// The root with the compiler of `choice` for an architecture.
    func toolchain(_ choice: CompilerChoice, for architecture: Architecture, anew: Bool) async throws -> ObjectSpec {
        let names = try recipe.toolchainPackages(choice.name, architecture.build)
        let index = AptIndex(suite: choice.suite, architecture: BuildRow.host)
        let pins = try await closure(of: names, index, "toolchain", anew)
        return try await ObjectSpec(kind: "toolchain", inputs: pins.map(\.line)) { target in
            try layOut(target)
            try await packages.unpack(pins, into: target)
            return ["suite": choice.suite, "compiler": choice.name, "architecture": architecture.rawValue]
        }
    }

    /// The root that a guest's programs are taken from.
    func userland(for architecture: Architecture, anew: Bool) async throws -> ObjectSpec {
        let index = AptIndex(suite: Suite.userland, architecture: architecture.build.debian)
        let pins = try await closure(of: try recipe.userlandPackages(), index, "userland", anew)
        return try await ObjectSpec(kind: "userland", inputs: pins.map(\.line)) { target in
            try mergeUsr(target)
            try await packages.unpack(pins, into: target)
            return ["suite": Suite.userland, "architecture": architecture.rawValue]
        }
    }

    private func closure(
        of names: [String], _ index: AptIndex, _ what: String, _ anew: Bool
    ) async throws -> [PackagePin] {
        let key = ([what, index.suite, index.architecture] + names).joined(separator: "\n")
        if !anew, let pins = try await memory.recall([PackagePin].self, what, key) { return pins }
        let pins = try await packages.roots.current(index).closure(of: names).sorted { $0.file < $1.file }
        try await memory.remember(pins, what, key)
        return pins
    }

    /// Where the recipe and its inputs appear, and the kernel's file systems: the root is read-only when it is used.
    private func layOut(_ root: FilePath) throws {
        try mergeUsr(root)
        for name in ["proc", "dev", "tmp", "out", "recipe", "source", "userland", "usr/src"] {
            try Files.makeDirectory(root.appending(name))
        }
    }

    /// What Debian's installation does before the first package: packages name their interpreters and loaders by the short paths.
    private func mergeUsr(_ root: FilePath) throws {
        for name in ["bin", "sbin", "lib", "lib64"] {
            try Files.makeDirectory(root.appending("usr").appending(name))
            try FileManager.default.createSymbolicLink(
                atPath: root.appending(name).string, withDestinationPath: "usr/\(name)")
        }
    }
}
