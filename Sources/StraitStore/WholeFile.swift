// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Synchronization

/// Files that are there whole or not at all, whatever ends the process or the machine in between.
enum WholeFile {
    /// Every temporary file has this prefix, so that what a dead writer left can be told from what belongs there.
    static let temporaryPrefix = ".strait-"
    private static let temporarySuffix = ".tmp"
    private static let counter = Atomic<Int>(0)

    /// Whether a name is that of a temporary file of some strait.
    static func isTemporary(_ name: String) -> Bool {
        name.hasPrefix(temporaryPrefix) && name.hasSuffix(temporarySuffix)
    }

    /// Writes `directory/name`; the caller makes the directory durable with ``synchronize(_:)`` once all its files are in place.
    static func write(_ bytes: [UInt8], _ name: String, in directory: String) throws {
        try write(name, in: directory) { try $0(bytes[...]) }
    }

    /// Writes `directory/name` from what `produce` hands to the function it is given, piece by piece.
    static func write(
        _ name: String, in directory: String, _ produce: ((ArraySlice<UInt8>) throws -> Void) throws -> Void
    ) throws {
        let target = directory + "/" + name
        let number = counter.add(1, ordering: .relaxed).newValue
        // In the same directory: a rename across file systems would be a copy, which can be seen half done.
        let temporary = "\(directory)/\(temporaryPrefix)\(getpid())-\(number)\(temporarySuffix)"
        let file = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw StoreError.sentence(errno, "write", target) }
        do {
            defer { close(file) }
            try produce { try writeAll($0, file, target) }
            guard fsync(file) == 0 else { throw StoreError.sentence(errno, "write", target) }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, target) == 0 else {
            let number = errno
            unlink(temporary)
            throw StoreError.sentence(number, "write", target)
        }
    }

    private static func writeAll(_ bytes: ArraySlice<UInt8>, _ file: Int32, _ path: String) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw StoreError.sentence(count == 0 ? ENOSPC : errno, "write", path) }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes the names in a directory durable: without it a power cut can take back a rename that was already reported.
    static func synchronize(_ directory: String) throws {
        let handle = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw StoreError.sentence(errno, "open", directory) }
        defer { close(handle) }
        // Some file systems cannot do it for directories and say EINVAL; there is nothing to be done about it there.
        guard fsync(handle) == 0 || errno == EINVAL else { throw StoreError.sentence(errno, "write", directory) }
    }

    /// Removes what dead writers left in a directory. Only for who holds the lock: to anyone else they may be alive.
    static func removeTemporaries(in directory: String) throws {
        for name in try Listing.names(in: directory) where isTemporary(name) {
            guard unlink(directory + "/" + name) == 0 || errno == ENOENT else {
                throw StoreError.sentence(errno, "remove", directory + "/" + name)
            }
        }
    }
}
