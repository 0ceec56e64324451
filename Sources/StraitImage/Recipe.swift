// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// The directory of recipes: the shell scripts and C programs of `images/` that make an initramfs.
struct Recipe: Sendable {
    /// The directory.
    let directory: FilePath
    /// `HASH  PATH` of every file that can change the result.
    let lines: [String]

    /// The lines that concern an initramfs.
    var initramfsLines: [String] { lines.filter { !$0.contains("  \(Self.kernels)") } }

    /// The lines that concern kernels of an architecture.
    func kernelLines(for architecture: Architecture) -> [String] {
        let others = Architecture.allCases.filter { $0 != architecture }.map { "/\($0.rawValue).config" }
        return lines.filter { line in
            line.hasSuffix("  lib/report.sh") || line.hasSuffix("  source.paths")
                || line.contains("  \(Self.kernels)") && !others.contains { line.hasSuffix($0) }
        }
    }

    private static let kernels = "kernel/"

    /// Reads a directory of recipes. Errors: `request`.
    init(at directory: FilePath) throws {
        guard Files.exists(directory.appending("build.sh")) else {
            throw StraitError(.request, "there are no image recipes in \(directory): build.sh is missing")
        }
        guard let below = FileManager.default.enumerator(atPath: directory.string) else {
            throw StraitError(.infrastructure, "the image recipes in \(directory) cannot be read")
        }
        var names: [String] = []
        while let name = below.nextObject() as? String {
            // Documentation is left out, because it must not cause new builds.
            guard below.fileAttributes?[.type] as? FileAttributeType == .typeRegular, !name.hasSuffix(".md") else {
                continue
            }
            names.append(name)
        }
        self.directory = directory
        lines = try Digest.lines(below: directory, names.sorted())
    }

    /// The packages of a toolchain, with the compiler's and the architecture's names inserted.
    func toolchainPackages(_ compiler: String, _ platform: Platform) throws -> [String] {
        try list("toolchain.packages").map {
            $0.replacing("@GCC@", with: compiler).replacing("@TRIPLET@", with: platform.kernel.packageTriplet)
                .replacing("@DEBARCH@", with: platform.debian.architecture)
        }
    }

    /// The packages with the guest's programs.
    func userlandPackages() throws -> [String] { try list("userland.packages") }

    /// The parts of the kernel's source to unpack: patterns for tar, below the source's directory.
    func sourcePatterns() throws -> [String] { try list("source.paths") }

    /// The lines of a list, without comments and empty lines.
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
