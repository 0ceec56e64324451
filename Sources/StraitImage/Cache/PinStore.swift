// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// Answers of the network, stored so that a later build needs no network and uses the same versions.
struct PinStore: Sendable {
    private let directory: FilePath

    init(cache: FilePath) throws {
        directory = cache.appending("pins")
        try Files.makeDirectory(directory)
    }

    /// The value stored under `key`; nil if there is none, or one in the form of another version.
    func recall<Value: Decodable>(_: Value.Type, _ kind: String, _ key: String) throws -> Value? {
        try Files.decodeIfValid(Value.self, from: path(kind, key))
    }

    /// Stores a value under `key`.
    func remember(_ value: some Encodable, _ kind: String, _ key: String) throws {
        try Files.write(value, asJSONTo: path(kind, key))
    }

    private func path(_ kind: String, _ key: String) -> FilePath {
        directory.appending("\(kind)-\(Digest.of(key).prefix(16)).json")
    }
}
