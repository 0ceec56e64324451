// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

/// The results of a run as stored on disk.
public struct StoredResults: Sendable {
    /// The readable results, in the order of the matrix.
    public var cells: [CellResult]
    /// One sentence with the path for each result that is broken or does not belong there.
    public var problems: [String]
}

extension RunDirectory {
    /// The directory of a cell, created if it does not exist: for files that are written while the guest runs
    /// (`console.log`).
    ///
    /// With `emptied` the files of an earlier attempt are removed.
    public func cellDirectory(_ id: String, emptied: Bool = false) throws -> String {
        try Self.check(fileName: id)
        try requireLock()
        let directory = path + "/cells/" + id
        try Listing.make(directory)
        if emptied {
            whole.withLock { _ = $0?.remove(id) }
            // The result is removed first: if this is interrupted, no result is left without its files.
            let names = try Listing.names(in: directory)
            for name in names.filter({ $0 == "result.json" }) + names.filter({ $0 != "result.json" }) {
                guard unlink(directory + "/" + name) == 0 || errno == ENOENT else {
                    throw SystemError.of(errno, "remove", directory + "/" + name)
                }
            }
        }
        return directory
    }

    /// Writes a cell: first its files, then `result.json`. So a valid `result.json` means that all files are there.
    public func write(_ result: CellResult, files: [String: [UInt8]] = [:]) throws {
        try files.keys.forEach(Self.check(fileName:))
        let directory = try cellDirectory(result.id)
        whole.withLock { _ = $0?.remove(result.id) }
        // An old result must not be taken for the result of new files.
        guard unlink(directory + "/result.json") == 0 || errno == ENOENT else {
            throw SystemError.of(errno, "remove", directory + "/result.json")
        }
        for (name, bytes) in files.sorted(by: { $0.key < $1.key }) where name != "result.json" {
            try WholeFile.write(bytes, to: "\(directory)/\(name)")
        }
        try WholeFile.synchronize(directory)
        try WholeFile.write(JSON.encode(RunJSON.rounded(result)), to: "\(directory)/result.json")
        try WholeFile.synchronize(directory)
        try WholeFile.synchronize(path + "/cells")
        whole.withLock { _ = $0?.insert(result.id) }
    }

    /// All readable results. A broken or foreign one is listed as a problem, and its cell counts as having no result.
    public func results() throws -> StoredResults {
        let planned = Set(record.cellIDs)
        let present = Listing.isDirectory(path + "/cells") ? try Listing.names(in: path + "/cells") : []
        var found: [String: CellResult] = [:]
        var problems: [String] = []
        for name in present {
            do {
                guard let bytes = try Listing.read("\(path)/cells/\(name)/result.json", count: 64 << 20) else {
                    continue
                }
                let result = try JSON.decode(CellResult.self, bytes)
                guard CellResult.readableSchemas.contains(result.schema) else {
                    let known = CellResult.readableSchemas.joined(separator: " or ")
                    throw StraitError(.request, "it has the schema \(result.schema), not \(known)")
                }
                guard result.id == name else { throw StraitError(.request, "it is the result of \(result.id)") }
                guard planned.contains(name) else { throw StraitError(.request, "no such cell is part of this run") }
                found[name] = result
            } catch {
                problems.append("\(path)/cells/\(name)/result.json is left out: \(JSON.sentence(of: error))")
            }
        }
        whole.withLock { $0 = Set(found.keys).union($0 ?? []) }
        return StoredResults(cells: record.cellIDs.compactMap { found[$0] }, problems: problems)
    }

    /// The names of a cell's files with their sizes in bytes, sorted; empty if there are none.
    public func files(of id: String) throws -> [(name: String, bytes: Int)] {
        try Self.check(fileName: id)
        let directory = path + "/cells/" + id
        guard Listing.isDirectory(directory) else { return [] }
        return try Listing.names(in: directory).filter { !WholeFile.isTemporary($0) }
            .compactMap { name in Listing.size(directory + "/" + name).map { (name, $0) } }
    }

    /// Up to `count` bytes of a cell's file from `offset`; a negative offset counts from the end. Nil if there is no
    /// such file.
    public func read(_ name: String, of id: String, from offset: Int = 0, count: Int) throws -> [UInt8]? {
        try Self.check(fileName: id)
        try Self.check(fileName: name)
        let file = "\(path)/cells/\(id)/\(name)"
        let start = offset < 0 ? max(0, (Listing.size(file) ?? 0) + offset) : offset
        return try Listing.read(file, from: start, count: count)
    }
}
