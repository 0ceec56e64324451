// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

// Functions of StraitSystem with this stage's type for paths.

extension Digest {
    /// The digest of a file's content.
    static func of(file: FilePath) throws -> String { try of(file: file.string) }

    /// The digests of many files below a directory, by name; missing files are left out.
    static func of(files names: [String], below directory: FilePath) async throws -> [String: String] {
        try await of(files: names, below: directory.string)
    }

    /// The digests of files below a directory as `HASH  PATH` lines, in the order of the names.
    static func lines(below directory: FilePath, _ names: [String]) throws -> [String] {
        try names.map { "\(try of(file: directory.string + "/" + $0))  \($0)" }
    }
}

extension FileLock {
    /// Takes the lock; nil if another process has it.
    static func attempt(_ path: FilePath, _ mode: Mode) throws -> FileLock? { try attempt(path.string, mode) }

    /// Waits for the lock. Errors: `deadline`, and cancellation.
    static func wait(_ path: FilePath, _ mode: Mode, deadline: Duration) async throws -> FileLock {
        try await wait(path.string, mode, deadline: deadline)
    }
}
