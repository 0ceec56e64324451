// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// File operations of this stage.
enum Files {
    /// Makes a directory and its parents.
    static func makeDirectory(_ path: FilePath) throws {
        try Trouble.rethrowing("make the directory", path) {
            try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
        }
    }

    /// The absolute form of a path.
    static func absolute(_ path: String) -> FilePath {
        let path = FilePath(path)
        return path.isAbsolute ? path : FilePath(FileManager.default.currentDirectoryPath).pushing(path)
    }

    /// A path without symbolic links and `..`, so that equal files have equal paths.
    static func canonical(_ path: FilePath) -> FilePath {
        FilePath(URL(fileURLWithPath: path.string).resolvingSymlinksInPath().path)
    }

    /// Whether a path exists.
    static func exists(_ path: FilePath) -> Bool { FileManager.default.fileExists(atPath: path.string) }

    /// Whether a directory exists.
    static func isDirectory(_ path: FilePath) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path.string, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    /// The names in a directory, sorted; empty if there is no directory.
    static func names(in directory: FilePath) throws -> [String] {
        guard isDirectory(directory) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: directory.string).sorted()
    }

    /// Reads a text file.
    static func read(_ path: FilePath) throws -> String {
        try String(contentsOfFile: path.string, encoding: .utf8)
    }

    /// Reads a file that may not be text; invalid UTF-8 is replaced.
    static func readLossy(_ path: FilePath) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path.string)), as: UTF8.self)
    }

    /// Copies a file to a place where there is none.
    static func copy(_ path: FilePath, to target: FilePath) throws {
        try Trouble.rethrowing("copy \(path) to", target) {
            try FileManager.default.copyItem(atPath: path.string, toPath: target.string)
        }
    }

    /// Writes a text file atomically.
    static func write(_ text: String, to path: FilePath) throws {
        try Trouble.rethrowing("write", path) { try WholeFile.write(text, to: path.string) }
    }

    /// Removes a file or directory, if it exists. Directories of kernels can be read-only; an ordinary user has to make
    /// them writable first.
    static func remove(_ path: FilePath) throws {
        guard (try? FileManager.default.attributesOfItem(atPath: path.string)) != nil else { return }
        do {
            try FileManager.default.removeItem(atPath: path.string)
        } catch {
            try makeWritable(path)
            try FileManager.default.removeItem(atPath: path.string)
        }
    }

    /// Removes a directory whose name has a meaning: it is renamed first, so that an interrupted removal leaves no half
    /// of it under that name. The new name begins with a dot, for `removeLeftovers`.
    static func discard(_ path: FilePath) throws {
        let place = path.removingLastComponent()
        let gone = place.appending(".\(path.lastComponent?.string ?? "").\(UUID().uuidString)")
        try FileManager.default.moveItem(atPath: path.string, toPath: gone.string)
        try remove(gone)
    }

    /// Removes the remains of interrupted removals.
    static func removeLeftovers(in directory: FilePath) throws {
        for name in try names(in: directory) where name.hasPrefix(".") {
            // Another process may be doing the same.
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

    /// When a file was last written, ISO 8601 in UTC; the epoch if it does not exist.
    static func modified(_ path: FilePath) -> String {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path.string)
        let date = attributes?[.modificationDate] as? Date ?? Date(timeIntervalSince1970: 0)
        return date.formatted(.iso8601)
    }

    /// The size of a directory in bytes, by `du`: a kernel has too many files for Foundation's enumeration.
    static func diskUse(of directory: FilePath) async throws -> Int {
        let output = try await Program.check(
            "du", ["-s", "--block-size=1", "--", directory.string], deadline: .seconds(300))
        return Int(output.prefix { $0.isNumber }) ?? 0
    }

    /// The bytes that the disk of a path still has room for.
    static func free(of path: FilePath) throws -> Int {
        let attributes = try Trouble.rethrowing("ask for the room of", path) {
            try FileManager.default.attributesOfFileSystem(forPath: path.string)
        }
        return (attributes[.systemFreeSize] as? NSNumber)?.intValue ?? 0
    }

    /// Writes a value as JSON, atomically.
    static func write(_ value: some Encodable, asJSONTo path: FilePath) throws {
        let bytes = try JSON.encode(value)
        try Trouble.rethrowing("write", path) { try WholeFile.write(bytes, to: path.string) }
    }

    /// Reads a value from a JSON file; nil if the file is missing or unreadable: another version may have written it,
    /// or a power failure damaged it.
    static func decodeIfValid<Value: Decodable>(_: Value.Type, from path: FilePath) throws -> Value? {
        guard exists(path) else { return nil }
        let data = try Data(contentsOf: URL(fileURLWithPath: path.string))
        do { return try JSON.decode(Value.self, data) } catch is DecodingError { return nil }
    }

    /// Reads a value from a JSON file.
    static func decode<Value: Decodable>(_: Value.Type, from path: FilePath) throws -> Value {
        do {
            return try JSON.decode(Value.self, Data(contentsOf: URL(fileURLWithPath: path.string)))
        } catch let error as DecodingError {
            throw StraitError(.infrastructure, "\(path) is not what it should be", cause: JSON.sentence(of: error))
        }
    }
}
