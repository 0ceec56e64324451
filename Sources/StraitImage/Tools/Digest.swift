// SPDX-License-Identifier: Apache-2.0

import StraitModel
import SystemPackage

/// SHA-256, by coreutils: no implementation of our own, and no library for it alone.
enum Digest {
    /// Of a text.
    static func of(_ text: String) async throws -> String {
        let output = try await Program.check("sha256sum", ["-"], input: text)
        return String(output.prefix(64))
    }

    /// Of one file.
    static func of(file: FilePath) async throws -> String {
        let output = try await Program.check("sha256sum", ["--", file.string], deadline: .seconds(120))
        return String(output.prefix(64))
    }

    /// Of each file below a directory, as `HASH  PATH` lines in the order of the paths.
    static func lines(below directory: FilePath, _ names: [String]) async throws -> [String] {
        guard !names.isEmpty else { return [] }
        let output = try await Program.check(
            "sha256sum", ["--"] + names, directory: directory, deadline: .seconds(120))
        return output.split(separator: "\n").map(String.init)
    }
}
