// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Synchronization

/// Files that are there whole or not at all, whatever ends the process or the machine in between.
public enum WholeFile {
    /// Every temporary file has this prefix, so that what a dead writer left can be told from what belongs there.
    private static let temporaryPrefix = ".strait-"
    private static let temporarySuffix = ".tmp"
    private static let counter = Atomic<Int>(0)

    /// Whether a name is that of a temporary file of some strait.
    public static func isTemporary(_ name: String) -> Bool {
        name.hasPrefix(temporaryPrefix) && name.hasSuffix(temporarySuffix)
    }

    /// Writes a file. It replaces what is there; a symbolic link is replaced, not followed. `permissions` are those of the file before
    /// the process's umask. The caller makes the directory durable with ``synchronize(_:)`` where that matters.
    public static func write(_ bytes: [UInt8], to path: String, permissions: mode_t = 0o644) throws {
        try write(to: path, permissions: permissions) { try $0(bytes[...]) }
    }

    /// Writes a text.
    public static func write(_ text: String, to path: String, permissions: mode_t = 0o644) throws {
        try write(Array(text.utf8), to: path, permissions: permissions)
    }

    /// Writes a file from what `produce` hands to the function it is given, piece by piece. One that is not `durable` may be lost with the
    /// power, as a whole.
    public static func write(
        to path: String, permissions: mode_t = 0o644, durable: Bool = true,
        _ produce: ((ArraySlice<UInt8>) throws -> Void) throws -> Void
    ) throws {
        let (file, temporary) = try openTemporary(for: path, permissions)
        do {
            defer { close(file) }
            try produce { bytes in
                if let number = Output.write(bytes, to: file) { throw SystemError.of(number, "write", path) }
            }
            guard !durable || fsync(file) == 0 else { throw SystemError.of(errno, "write", path) }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            let number = errno
            unlink(temporary)
            throw SystemError.of(number, "write", path)
        }
    }

    /// A temporary file in the directory of `path`: a rename across file systems would be a copy, which can be seen half done.
    private static func openTemporary(for path: String, _ permissions: mode_t) throws -> (file: Int32, path: String) {
        let directory = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        while true {
            let number = counter.add(1, ordering: .relaxed).newValue
            let temporary = "\(directory)\(temporaryPrefix)\(getpid())-\(number)\(temporarySuffix)"
            let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
            if file >= 0 { return (file, temporary) }
            // A process of that number on another machine, or before, has left one.
            guard errno == EEXIST else { throw SystemError.of(errno, "write", path) }
        }
    }

    /// Makes the names in a directory durable: without it a power cut can take back a rename that was already reported.
    public static func synchronize(_ directory: String) throws {
        let handle = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw SystemError.of(errno, "open", directory) }
        defer { close(handle) }
        // Some file systems cannot do it for directories and say EINVAL; there is nothing to be done about it there.
        guard fsync(handle) == 0 || errno == EINVAL else { throw SystemError.of(errno, "write", directory) }
    }
}

/// Bytes to a descriptor.
public enum Output {
    /// Writes all of it; the `errno` of what stopped that, nil where nothing did. A write of less than was given is no failure yet and
    /// leaves no errno: the next one tells why.
    public static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Int32? {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? errno : ENOSPC }
            rest = rest.dropFirst(count)
        }
        return nil
    }
}
