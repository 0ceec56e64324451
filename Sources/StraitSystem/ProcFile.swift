// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Files that the kernel makes while they are read, in /proc and /sys. They have no size, and give at most a page at a time:
/// Foundation takes the first piece of them for all.
public enum ProcFile {
    /// All of a file; nil if it cannot be read.
    public static func content(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var (bytes, piece): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 1 << 16))
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
    }

    /// The same as text.
    public static func text(of path: String) -> String? {
        content(of: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
