// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// The little that this stage does with files by itself.
enum Files {
    /// Makes a directory and those above it.
    static func makeDirectory(_ path: FilePath) throws {
        try Trouble.rethrowing("make the directory", path) {
            try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
        }
    }

    /// A path from the root, of one that may be from the working directory.
    static func absolute(_ path: String) -> FilePath {
        let path = FilePath(path)
        return path.isAbsolute ? path : FilePath(FileManager.default.currentDirectoryPath).pushing(path)
    }

    /// A path without links and detours: one name for what has several.
    static func canonical(_ path: FilePath) -> FilePath {
        FilePath(URL(fileURLWithPath: path.string).resolvingSymlinksInPath().path)
    }

    /// Whether something is there.
    static func exists(_ path: FilePath) -> Bool { FileManager.default.fileExists(atPath: path.string) }

    /// Whether a directory is there.
    static func isDirectory(_ path: FilePath) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path.string, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    /// The names in a directory, sorted; none where there is no directory.
    static func names(in directory: FilePath) throws -> [String] {
        guard isDirectory(directory) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: directory.string).sorted()
    }

    /// A text file.
    static func read(_ path: FilePath) throws -> String {
        try String(contentsOfFile: path.string, encoding: .utf8)
    }

    /// A file of which nobody promised that it is text: what is no UTF-8 in it is replaced.
    static func readLossy(_ path: FilePath) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path.string)), as: UTF8.self)
    }

    /// Writes a text file whole or not at all.
    static func write(_ text: String, to path: FilePath) throws {
        try Trouble.rethrowing("write", path) { try WholeFile.write(text, to: path.string) }
    }

    /// Removes what is there, if anything is. Directories of kernels hold read-only ones, which root removes all the same and an
    /// ordinary user only once they are writable.
    static func remove(_ path: FilePath) throws {
        guard (try? FileManager.default.attributesOfItem(atPath: path.string)) != nil else { return }
        do {
            try FileManager.default.removeItem(atPath: path.string)
        } catch {
            try makeWritable(path)
            try FileManager.default.removeItem(atPath: path.string)
        }
    }

    /// Removes a directory that means something by its name: out of sight first, so that an interrupted removal leaves no half of it under
    /// that name. What is left of it then begins with a dot, for `removeLeftovers`.
    static func discard(_ path: FilePath) throws {
        let place = path.removingLastComponent()
        let gone = place.appending(".\(path.lastComponent?.string ?? "").\(UUID().uuidString)")
        try FileManager.default.moveItem(atPath: path.string, toPath: gone.string)
        try remove(gone)
    }

    /// Removes what interrupted removals left in a directory.
    static func removeLeftovers(in directory: FilePath) throws {
        for name in try names(in: directory) where name.hasPrefix(".") {
            // Another strait may be at it.
            try? remove(directory.appending(name))
        }
    }

    private static func makeWritable(_ root: FilePath) throws {
        let files = FileManager.default
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: root.string)
        guard let below = files.enumerator(atPath: root.string) else { return }
        while let name = below.nextObject() as? String {
            if below.fileAttributes?[.type] as? FileAttributeType == .typeDirectory {
                try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: root.appending(name).string)
            }
        }
    }

    /// When a file was last written, ISO 8601 in UTC; the epoch where there is none.
    static func modified(_ path: FilePath) -> String {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path.string)
        let date = attributes?[.modificationDate] as? Date ?? Date(timeIntervalSince1970: 0)
        return date.formatted(.iso8601)
    }

    /// The bytes below a directory, by `du`: a kernel is more files than Foundation's enumeration is made for.
    static func diskUse(of directory: FilePath) async throws -> Int {
        let output = try await Program.check(
            "du", ["-s", "--block-size=1", "--", directory.string], deadline: .seconds(300))
        return Int(output.prefix { $0.isNumber }) ?? 0
    }

    /// Writes a value as JSON, whole or not at all.
    static func write(_ value: some Encodable, asJSONTo path: FilePath) throws {
        let bytes = try JSON.encode(value)
        try Trouble.rethrowing("write", path) { try WholeFile.write(bytes, to: path.string) }
    }

    /// A value from the JSON in a file; nil where there is no file, and where it holds something else: what another version of strait
    /// kept there, or what a disk that lost its power has left of it.
    static func decodeIfValid<Value: Decodable>(_: Value.Type, from path: FilePath) throws -> Value? {
        guard exists(path) else { return nil }
        let data = try Data(contentsOf: URL(fileURLWithPath: path.string))
        do { return try JSON.decode(Value.self, data) } catch is DecodingError { return nil }
    }

    /// A value from the JSON in a file.
    static func decode<Value: Decodable>(_: Value.Type, from path: FilePath) throws -> Value {
        do {
            return try JSON.decode(Value.self, Data(contentsOf: URL(fileURLWithPath: path.string)))
        } catch let error as DecodingError {
            throw StraitError(.infrastructure, "\(path) is not what it should be", cause: JSON.sentence(of: error))
        }
    }
}
