// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// An object for the cache: its inputs, which alone decide its name, and how to make it.
struct ObjectSpec: Sendable {
    /// The kind of object.
    let kind: String
    /// Everything it is made from, one line each.
    let inputs: [String]
    /// Its name in the cache: `KIND-HASH`.
    let key: String
    /// Makes it in an empty directory, and returns the origin for its record.
    let make: @Sendable (FilePath) async throws -> [String: String]

    /// Increased when strait makes something else from the same inputs.
    private static let format = "strait.object/1"

    init(
        kind: String, inputs: [String], make: @escaping @Sendable (FilePath) async throws -> [String: String]
    ) {
        self.kind = kind
        self.inputs = inputs
        self.make = make
        let hash = Digest.of(([Self.format, kind] + inputs).joined(separator: "\n"))
        key = "\(kind)-\(hash.prefix(32))"
    }
}

/// An object of the cache, as `strait image list` shows it.
public struct CachedObject: Sendable, Codable, Equatable {
    /// The kind: kernel, initramfs, headers, source, tree, toolchain, userland, workspace, index.
    public var kind: String
    /// Its name in the cache.
    public var key: String
    /// Its size on disk.
    public var bytes: Int
    /// When it was made, ISO 8601 in UTC.
    public var made: String
    /// When it was last used, ISO 8601 in UTC.
    public var lastUsed: String
    /// Its origin: source, release, version, architecture, as far as the kind has them.
    public var origin: [String: String]

    /// Makes an object.
    public init(
        kind: String, key: String, bytes: Int, made: String, lastUsed: String, origin: [String: String]
    ) {
        self.kind = kind
        self.key = key
        self.bytes = bytes
        self.made = made
        self.lastUsed = lastUsed
        self.origin = origin
    }
}

/// An object in use: it stays in the cache as long as this value exists.
struct Lease: Sendable {
    /// Its name in the cache.
    let key: String
    /// Its directory.
    let path: FilePath
    /// Its record.
    let record: ObjectRecord
    private let lock: FileLock

    init(key: String, path: FilePath, record: ObjectRecord, lock: FileLock) {
        self.key = key
        self.path = path
        self.record = record
        self.lock = lock
    }
}

/// The file next to an object's content that describes its origin.
struct ObjectRecord: Sendable, Codable {
    static let fileName = "record.json"

    var kind: String
    var inputs: [String]
    var made: String
    var bytes: Int
    var origin: [String: String]
}
