// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitStore
import StraitSystem

/// The nights of a configuration: numbered directories in one place. Their numbers are their order, whatever the clock said.
struct Nights {
    /// One of them.
    struct Night {
        let number: Int
        let path: String
    }

    let root: String

    /// Every night that there is, the oldest first.
    func all() throws -> [Night] {
        guard FileManager.default.fileExists(atPath: root) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: root)
                .compactMap { name in
                    // The one way in which a number is written here: what else is there is not ours.
                    guard let number = Int(name), Self.name(number) == name else { return nil }
                    let path = "\(root)/\(name)"
                    return RunDirectory.holdsRun(at: path) ? Night(number: number, path: path) : nil
                }
                .sorted { $0.number < $1.number }
        } catch {
            throw StraitError(.infrastructure, "cannot read the nights in \(root)", cause: error.localizedDescription)
        }
    }

    /// The next one's place.
    func next() throws -> Night {
        // Past directories that are no run, such as one that was cut off before it had begun.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let number = (names.compactMap { Int($0) }.max() ?? 0) + 1
        return Night(number: number, path: "\(root)/\(Self.name(number))")
    }

    private static func name(_ number: Int) -> String {
        String(repeating: "0", count: max(0, 6 - String(number).count)) + String(number)
    }
}

extension Nights {
    /// Takes the lock of a configuration's name: there are never two nights of one configuration at once. Errors: `request` while another
    /// strait has it.
    static func lock(_ name: String, in directory: String) throws -> FileLock {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw StraitError(
                .infrastructure, "cannot make the directory \(directory)", cause: error.localizedDescription)
        }
        let path = "\(directory)/nightly-\(name).lock"
        if let lock = try FileLock.attempt(path, .exclusive) { return lock }
        throw StraitError(.request, "another strait is at a night of \(name)", cause: FileLock.holder(of: path))
    }
}

extension Nights.Night {
    /// The run, for a look.
    func open() throws -> RunDirectory { try RunDirectory.open(at: path) }

    /// Whether it came to its end: what the next night can be compared with.
    func isComplete() throws -> Bool { try open().finished() != nil }
}
