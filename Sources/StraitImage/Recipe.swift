// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// The directory with everything that is compiled into an initramfs: the seam to the shell and C of `images/`.
struct Recipe: Sendable {
    /// The directory.
    let directory: FilePath
    /// `HASH  PATH` of each file: all that can change what comes out.
    let lines: [String]

    /// Those of them that an initramfs is made with.
    var initramfsLines: [String] { lines.filter { !$0.contains("  \(Self.kernels)") } }

    /// Those of them that a kernel of an architecture is made with: not what configures only others.
    func kernelLines(for architecture: Architecture) -> [String] {
        let others = Architecture.allCases.filter { $0 != architecture }.map { "/\($0.rawValue).config" }
        return lines.filter { line in
            line.hasSuffix("  lib/report.sh") || line.hasSuffix("  source.paths")
                || line.contains("  \(Self.kernels)") && !others.contains { line.hasSuffix($0) }
        }
    }

    private static let kernels = "kernel/"

    /// Reads a directory of recipes.
    init(at directory: FilePath) throws {
        guard Files.exists(directory.appending("build.sh")) else {
            throw StraitError(.request, "there are no image recipes in \(directory): build.sh is missing")
        }
        guard let below = FileManager.default.enumerator(atPath: directory.string) else {
            throw StraitError(.infrastructure, "the image recipes in \(directory) cannot be read")
        }
        var names: [String] = []
        while let name = below.nextObject() as? String {
            // Documentation changes no product, so it must not build every initramfs anew.
            guard below.fileAttributes?[.type] as? FileAttributeType == .typeRegular, !name.hasSuffix(".md") else {
                continue
            }
            names.append(name)
        }
        self.directory = directory
        lines = try Digest.lines(below: directory, names.sorted())
    }

    /// The packages of a toolchain, with the compiler and the architecture put in.
    func toolchainPackages(_ compiler: String, _ platform: Platform) throws -> [String] {
        try list("toolchain.packages").map {
            $0.replacing("@GCC@", with: compiler).replacing("@TRIPLET@", with: platform.kernel.packageTriplet)
                .replacing("@DEBARCH@", with: platform.debian.architecture)
        }
    }

    /// The packages that a guest's programs are taken from.
    func userlandPackages() throws -> [String] { try list("userland.packages") }

    /// What of the kernel's source is unpacked: patterns as tar knows them, below the source's directory.
    func sourcePatterns() throws -> [String] { try list("source.paths") }

    /// The lines of a list, without comments and empty ones.
    private func list(_ name: String) throws -> [String] {
        let path = directory.appending(name)
        guard Files.exists(path) else {
            throw StraitError(.request, "there are no image recipes in \(directory): \(name) is missing")
        }
        return try Files.read(path).split(separator: "\n").compactMap { line in
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            return words.isEmpty ? nil : words.joined(separator: " ")
        }
    }
}
