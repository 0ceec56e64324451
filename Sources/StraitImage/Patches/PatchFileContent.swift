// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import SystemPackage

/// The bytes of a file with patches, unpacked; whatever certainly is no patch is refused with the reason.
enum PatchFileContent {
    /// Far more than the longest series, and little enough to hold.
    static let limit = 64 << 20
    private static let deadline = Duration.seconds(120)

    /// Reads a file. `name` is what it is called in messages. Errors: `request` for what cannot be read and what is no
    /// text of a patch.
    static func read(_ path: FilePath, name: String) async throws -> [UInt8] {
        let bytes = try bytes(of: path)
        return try await unpacked(bytes, at: path, name: name)
    }

    private static func unpacked(_ bytes: [UInt8], at path: FilePath, name: String) async throws -> [UInt8] {
        guard let packing = packings.first(where: { bytes.starts(with: $0.magic) }) else {
            return try text(bytes, name: name)
        }
        guard let program = packing.program else {
            throw StraitError(.request, "\(name) is an archive (\(packing.name)): unpack it, and name what is in it")
        }
        let unpacked = try await ChildProcess(program, ["-dc"], package: packing.package)
            .bytes(reading: path.string, limit: limit, deadline: deadline)
        guard unpacked.finished.succeeded else {
            throw StraitError(.request, "\(name) cannot be unpacked by \(program)", cause: unpacked.finished.tail)
        }
        guard let content = unpacked.output else { throw tooLarge(name) }
        return try text(content, name: name)
    }

    /// Whether a file's content is packed, as far as its first bytes tell.
    static func isPacked(_ bytes: [UInt8]) -> Bool { packings.contains { bytes.starts(with: $0.magic) } }

    /// A way of packing, by the first bytes of a file.
    private struct Packing {
        var magic: [UInt8]
        var name: String
        var program: String?
        var package = ""
    }

    /// Their magic numbers: RFC 1952, the .xz file format 2.1.1.1, RFC 8878 3.1.1, bzip2's, APPNOTE.TXT 4.3.7.
    private static let packings = [
        Packing(magic: [0x1f, 0x8b], name: "gzip", program: "gzip", package: "gzip"),
        Packing(magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], name: "xz", program: "xz", package: "xz-utils"),
        Packing(magic: [0x28, 0xb5, 0x2f, 0xfd], name: "zstd", program: "zstd", package: "zstd"),
        Packing(magic: Array("BZh".utf8), name: "bzip2", program: "bzip2", package: "bzip2"),
        Packing(magic: Array("PK\u{03}\u{04}".utf8), name: "zip"),
    ]

    /// A file's bytes as they are. Errors: what the system says of one that cannot be read, and `request` for one that
    /// is too large.
    static func bytes(of path: FilePath) throws -> [UInt8] {
        let file = open(path.string, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SystemError.of(errno, "read", path.string) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SystemError.of(errno, "read", path.string) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw tooLarge(path.string) }
        }
    }

    static func tooLarge(_ name: String) -> StraitError {
        StraitError(.request, "\(name) has more than \(limit >> 20) MiB: that is no series of patches")
    }

    /// The same bytes where they may be a patch.
    static func text(_ bytes: [UInt8], name: String) throws -> [UInt8] {
        // The mark of UTF-8 at the beginning hides the first line from git.
        let text = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
        let start = text.drop { isBlank($0) }
        guard !start.isEmpty else { throw StraitError(.request, "\(name) is empty: it has no patch") }
        if isWide(bytes) {
            throw StraitError(
                .request,
                "\(name) is UTF-16 text, which git cannot read: write it with `git diff --output=FILE`, where a shell's > makes UTF-16"
            )
        }
        let head = ByteText.decoded(start.prefix(100)).lowercased()
        if head.hasPrefix("<!doctype html") || head.hasPrefix("<html") {
            throw StraitError(
                .request,
                "\(name) is a web page, not a patch: download the plain text of it (an archive's “raw” or “mbox.gz”)")
        }
        if text.count > 262, text[257..<262].elementsEqual("ustar".utf8) {
            throw StraitError(.request, "\(name) is an archive (tar): unpack it, and name what is in it")
        }
        guard !text.prefix(8000).contains(0) else { throw StraitError(.request, "\(name) is no text, and no patch") }
        return text
    }

    /// Whether a text has two bytes for each letter: by its mark, or by the zeros between the letters of a language
    /// that has few.
    private static func isWide(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) { return true }
        let start = bytes.prefix(64)
        return start.count >= 8
            && [0, 1].contains { parity in
                start.indices.allSatisfy { $0 % 2 != parity || start[$0] == 0 }
            }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
