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

    /// Of each of many files below a directory, by name; a file that is gone by now has none.
    static func of(files names: [String], below directory: FilePath) async throws -> [String: String] {
        guard !names.isEmpty else { return [:] }
        let finished = try await Program.run(
            "xargs", ["-0", "-r", "sha256sum", "-z", "--"], directory: directory,
            input: names.map { $0 + "\0" }.joined(), deadline: .seconds(600))
        let complaints = finished.errors.split(separator: "\n").filter { !$0.contains("No such file or directory") }
        guard complaints.isEmpty else {
            throw StraitError(.infrastructure, "files of \(directory) cannot be read", cause: finished.tail)
        }
        var hashes: [String: String] = [:]
        // "HASH  NAME", and a NUL.
        for line in finished.output.split(separator: "\0") {
            hashes[String(line.dropFirst(66))] = String(line.prefix(64))
        }
        return hashes
    }

    /// Of each file below a directory, as `HASH  PATH` lines in the order of the paths.
    static func lines(below directory: FilePath, _ names: [String]) async throws -> [String] {
        guard !names.isEmpty else { return [] }
        let output = try await Program.check(
            "sha256sum", ["--"] + names, directory: directory, deadline: .seconds(120))
        return output.split(separator: "\n").map(String.init)
    }
}
