// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

// What StraitSystem does with paths as text, for this stage's paths.

extension Digest {
    /// Of a file's content.
    static func of(file: FilePath) throws -> String { try of(file: file.string) }

    /// Of each of many files below a directory, by name; a file that is not there has none.
    static func of(files names: [String], below directory: FilePath) async throws -> [String: String] {
        try await of(files: names, below: directory.string)
    }

    /// Of each file below a directory, as `HASH  PATH` lines in the order of the names.
    static func lines(below directory: FilePath, _ names: [String]) throws -> [String] {
        try names.map { "\(try of(file: directory.string + "/" + $0))  \($0)" }
    }
}

extension FileLock {
    /// The lock, or nil while someone else has it.
    static func attempt(_ path: FilePath, _ mode: Mode) throws -> FileLock? { try attempt(path.string, mode) }

    /// The lock as soon as it can be had.
    static func wait(_ path: FilePath, _ mode: Mode, deadline: Duration) async throws -> FileLock {
        try await wait(path.string, mode, deadline: deadline)
    }
}
