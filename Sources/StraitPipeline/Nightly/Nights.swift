// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore
import StraitSystem

/// The nights of a configuration: numbered directories in one place. Their numbers give the order, independent of the
/// clock.
struct Nights {
    /// A night.
    struct Night {
        let number: Int
        let path: String
    }

    let root: String

    /// All nights, the oldest first.
    func all() throws -> [Night] {
        try names().compactMap { name in
            // Numbers are written in one way only; other names do not belong to strait.
            guard let number = Int(name), Self.name(number) == name else { return nil }
            let path = "\(root)/\(name)"
            return RunDirectory.holdsRun(at: path) ? Night(number: number, path: path) : nil
        }
        .sorted { $0.number < $1.number }
    }

    /// The place for the next night.
    func next() throws -> Night {
        // Also skips directories that are no run, such as one that was cut off before it began.
        let number = try names().compactMap { Int($0) }.max() ?? 0
        // A directory that does not belong to strait can have any name.
        guard number < Int.max else {
            throw StraitError(.request, "\(root)/\(number) leaves no number for another night; remove it")
        }
        return Night(number: number + 1, path: "\(root)/\(Self.name(number + 1))")
    }

    /// The names in the directory of all nights; none if there is no directory yet.
    private func names() throws -> [String] {
        guard FileManager.default.fileExists(atPath: root) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: root)
        } catch {
            throw StraitError(.infrastructure, "cannot read the nights in \(root)", cause: error.localizedDescription)
        }
    }

    private static func name(_ number: Int) -> String {
        String(repeating: "0", count: max(0, 6 - String(number).count)) + String(number)
    }
}

extension Nights {
    /// Locks the name of a configuration, so that only one night of it runs at once. Errors: `request` if another
    /// process has the lock.
    static func lock(_ name: String, in directory: String) throws -> FileLock {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw StraitError(
                .infrastructure, "cannot make the directory \(directory)", cause: error.localizedDescription)
        }
        let path = "\(directory)/nightly-\(name).lock"
        if let lock = try FileLock.attempt(path, .exclusive) { return lock }
        throw StraitError(.request, "another strait process runs a night of \(name)", cause: FileLock.holder(of: path))
    }
}

extension Nights.Night {
    /// Opens the run for reading.
    func open() throws -> RunDirectory { try RunDirectory.open(at: path) }

    /// Whether it ended, so that the next night can be compared with it.
    func isComplete() throws -> Bool { try open().finished() != nil }
}
