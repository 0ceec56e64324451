// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem

/// Reads directories and files, with errors that name the path.
enum Listing {
    /// The names in a directory without `.` and `..`, sorted.
    static func names(in directory: String) throws -> [String] {
        guard let stream = opendir(directory) else { throw SystemError.of(errno, "read", directory) }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw SystemError.of(errno, "read", directory) }
                break
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Creates a directory, with its parents if `deep`; an existing one is fine.
    static func make(_ directory: String, deep: Bool = false) throws {
        if mkdir(directory, 0o755) == 0 { return }
        let number = errno
        if number == EEXIST, isDirectory(directory) { return }
        let parent = (directory as NSString).deletingLastPathComponent
        guard deep, number == ENOENT, !parent.isEmpty, parent != directory else {
            throw SystemError.of(number == EEXIST ? ENOTDIR : number, "make the directory", directory)
        }
        try make(parent, deep: true)
        try make(directory)
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The size of a regular file in bytes; nil if there is none.
    static func size(_ path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// `count` bytes from `offset`, or fewer at the end of the file; nil if the file does not exist.
    static func read(_ path: String, from offset: Int = 0, count: Int) throws -> [UInt8]? {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw SystemError.of(errno, "read", path)
        }
        defer { close(file) }
        var failure: Int32 = 0
        // Limited by the file's size, because `count` may be far larger.
        let length = max(0, min(count, (size(path) ?? 0) - offset))
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
            while filled < length {
                let got = pread(file, buffer.baseAddress! + filled, length - filled, off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                guard got > 0 else { break }
                filled += got
            }
        }
        guard failure == 0 else { throw SystemError.of(failure, "read", path) }
        return bytes
    }

    /// Removes temporary files of dead writers. Only the holder of the lock may call it, because otherwise a writer may
    /// still be alive.
    static func removeTemporaries(in directory: String) throws {
        for name in try names(in: directory) where WholeFile.isTemporary(name) {
            guard unlink(directory + "/" + name) == 0 || errno == ENOENT else {
                throw SystemError.of(errno, "remove", directory + "/" + name)
            }
        }
    }
}
