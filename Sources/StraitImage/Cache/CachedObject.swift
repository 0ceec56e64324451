// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitSystem
import SystemPackage

/// Something that the cache can hold: its inputs, which alone decide its name, and how it is made.
struct ObjectSpec: Sendable {
    /// What kind of thing it is.
    let kind: String
    /// All that it is made from, one line each.
    let inputs: [String]
    /// `KIND-HASH`, its name in the cache.
    let key: String
    /// Makes it in an empty directory, and returns what its record shall say of it.
    let make: @Sendable (FilePath) async throws -> [String: String]

    /// Raised when the tool itself comes to make something else from the same inputs.
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

/// What the cache holds of one object, as `strait image list` shows it.
public struct CachedObject: Sendable, Codable, Equatable {
    /// What kind of thing it is: kernel, initramfs, headers, source, tree, toolchain, userland, workspace, index.
    public var kind: String
    /// Its name in the cache.
    public var key: String
    /// Its size on disk.
    public var bytes: Int
    /// When it was made, ISO 8601 in UTC.
    public var made: String
    /// When it was last used, ISO 8601 in UTC.
    public var lastUsed: String
    /// What it came from: source, release, version, architecture, as far as the kind has them.
    public var origin: [String: String]

    /// An object.
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

/// An object in use: it stays in the cache at least as long as this value lives.
struct Lease: Sendable {
    /// Its name in the cache.
    let key: String
    /// Its directory.
    let path: FilePath
    /// What its record says of it.
    let record: ObjectRecord
    private let lock: FileLock

    init(key: String, path: FilePath, record: ObjectRecord, lock: FileLock) {
        self.key = key
        self.path = path
        self.record = record
        self.lock = lock
    }
}

/// The file beside an object's content that says where it came from.
struct ObjectRecord: Sendable, Codable {
    static let fileName = "record.json"

    var kind: String
    var inputs: [String]
    var made: String
    var bytes: Int
    var origin: [String: String]
}
