// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Synchronization

/// Writes files atomically: after a crash or a power failure a file is there completely or not at all.
public enum WholeFile {
    /// The prefix of temporary files, so that the remains of a dead writer can be recognized.
    private static let temporaryPrefix = ".strait-"
    private static let temporarySuffix = ".tmp"
    private static let counter = Atomic<Int>(0)

    /// Whether a name is that of a temporary file.
    public static func isTemporary(_ name: String) -> Bool {
        name.hasPrefix(temporaryPrefix) && name.hasSuffix(temporarySuffix)
    }

    /// Writes a file, replacing an existing one; a symbolic link is replaced, not followed. `permissions` are reduced
    /// by the umask. Call ``synchronize(_:)`` afterwards if the directory entry has to survive a power failure.
    public static func write(_ bytes: [UInt8], to path: String, permissions: mode_t = 0o644) throws {
        try write(to: path, permissions: permissions) { try $0(bytes[...]) }
    }

    /// Writes a text.
    public static func write(_ text: String, to path: String, permissions: mode_t = 0o644) throws {
        try write(Array(text.utf8), to: path, permissions: permissions)
    }

    /// Writes a file in pieces: `produce` calls the function that it is given. Without `durable` a power failure may
    /// lose the file as a whole.
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

    /// Opens a temporary file in the directory of `path`: a rename across file systems would be a copy, which is not
    /// atomic.
    private static func openTemporary(for path: String, _ permissions: mode_t) throws -> (file: Int32, path: String) {
        let directory = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        while true {
            let number = counter.add(1, ordering: .relaxed).newValue
            let temporary = "\(directory)\(temporaryPrefix)\(getpid())-\(number)\(temporarySuffix)"
            let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
            if file >= 0 { return (file, temporary) }
            // A process with the same number, on another machine or earlier, left this file.
            guard errno == EEXIST else { throw SystemError.of(errno, "write", path) }
        }
    }

    /// Makes the directory's entries durable: without it a power failure can undo a rename.
    public static func synchronize(_ directory: String) throws {
        let handle = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw SystemError.of(errno, "open", directory) }
        defer { close(handle) }
        // Some file systems cannot synchronize directories and return EINVAL.
        guard fsync(handle) == 0 || errno == EINVAL else { throw SystemError.of(errno, "write", directory) }
    }
}

/// Output to file descriptors.
public enum Output {
    /// Writes all bytes; returns the `errno` of a failure, or nil. After a partial write the next call reports the
    /// error.
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
