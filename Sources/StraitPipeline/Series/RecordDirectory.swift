// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

/// What directories with one JSON file and runs below have in common.
enum RecordDirectory {
    /// Makes the directory, and locks it for writing. Errors: `request` if it has other things than the `file` and what is `allowed`, or
    /// if another process writes it.
    static func take(_ path: String, lock: String, file: String, allowed: [String] = [], what: String) throws
        -> FileLock
    {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        if !names.contains(file), names.contains(where: { $0 != lock && !allowed.contains($0) }) {
            throw StraitError(.request, "\(path) is not empty and has no \(what); name another directory with --output")
        }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw StraitError(.request, "cannot make the directory \(path)", cause: error.localizedDescription)
        }
        guard let held = try FileLock.attempt("\(path)/\(lock)", .exclusive) else {
            throw StraitError(.request, "another strait process is writing \(path)")
        }
        return held
    }

    /// Reads the file. Errors: `request` for one that is not there, or that is damaged.
    static func read<Value: Decodable>(_: Value.Type, from file: String) throws -> Value {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw StraitError(.request, "there is no \(file)")
        }
        do {
            return try JSON.decode(Value.self, data)
        } catch let error as DecodingError {
            throw StraitError(.request, JSON.sentence(of: error), place: .init(file: file))
        }
    }
}
