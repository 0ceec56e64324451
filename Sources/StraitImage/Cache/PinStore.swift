// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// What the network was asked once: with it a later build needs no network, and uses what the earlier one used.
struct PinStore: Sendable {
    private let directory: FilePath

    init(cache: FilePath) throws {
        directory = cache.appending("pins")
        try Files.makeDirectory(directory)
    }

    /// What was remembered under `key`, or nil: where nothing was, and where it was by a strait that remembered other things.
    func recall<Value: Decodable>(_: Value.Type, _ kind: String, _ key: String) throws -> Value? {
        try Files.decodeIfValid(Value.self, from: path(kind, key))
    }

    /// Remembers a value under `key`.
    func remember(_ value: some Encodable, _ kind: String, _ key: String) throws {
        try Files.write(value, asJSONTo: path(kind, key))
    }

    private func path(_ kind: String, _ key: String) -> FilePath {
        directory.appending("\(kind)-\(Digest.of(key).prefix(16)).json")
    }
}
