// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import StraitModel

/// SHA-256 digests in hexadecimal.
public enum Digest {
    /// Of a text.
    public static func of(_ text: String) -> String { hexadecimal(SHA256.hash(data: Data(text.utf8))) }

    /// Of bytes.
    public static func of(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

    /// The digest of a file's content. Errors: those of the system for a file that cannot be read.
    public static func of(file path: String) throws -> String {
        guard let hash = try content(of: path) else { throw SystemError.of(ENOENT, "read", path) }
        return hash
    }

    /// The digests of many files below a directory, by name; missing files are left out. Errors: a file that cannot be
    /// read, and cancellation.
    public static func of(files names: [String], below directory: String) async throws -> [String: String] {
        var hashes: [String: String] = [:]
        for name in names {
            try Task.checkCancellation()
            hashes[name] = try content(of: "\(directory)/\(name)")
            // A source tree has 80,000 files: other tasks may run between two of them.
            await Task.yield()
        }
        return hashes
    }

    /// The digest of a file; nil if it does not exist.
    private static func content(of path: String) throws -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw SystemError.of(errno, "read", path)
        }
        defer { close(file) }
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SystemError.of(errno, "read", path) }
            guard count > 0 else { return hexadecimal(hash.finalize()) }
            buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
        }
    }

    private static func hexadecimal(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
