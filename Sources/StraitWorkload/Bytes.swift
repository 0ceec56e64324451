// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Works on bytes from a guest. A guest is not trusted, so everything here takes linear time and limited memory.
enum Bytes {
    /// No line of a kernel or a test is longer; longer ones are processed in pieces.
    static let longestLine = 4096

    /// The first position of `needle` at or after `from`.
    static func find(_ needle: [UInt8], in bytes: some Collection<UInt8>, from: Int = 0) -> Int? {
        let found = bytes.withContiguousStorageIfAvailable { storage -> Int? in
            guard let base = storage.baseAddress, let first = needle.first else { return nil }
            var from = from
            // The C library finds candidates, many bytes at a time.
            while from + needle.count <= storage.count,
                let hit = memchr(base + from, Int32(first), storage.count - needle.count + 1 - from)
            {
                if memcmp(hit, needle, needle.count) == 0 { return UnsafeRawPointer(base).distance(to: hit) }
                from = UnsafeRawPointer(base).distance(to: hit) + 1
            }
            return nil
        }
        return found ?? nil
    }

    /// Calls `body` with each line, without line end and cut at ``longestLine``.
    static func eachLine(of bytes: [UInt8], _ body: (ArraySlice<UInt8>) -> Void) {
        var start = 0
        while start < bytes.count {
            let end = find([0x0a], in: bytes, from: start) ?? bytes.count
            var line = bytes[start..<min(end, start + longestLine)]
            while line.last == 0x0d { line.removeLast() }
            body(line)
            start = end + 1
        }
    }

    /// The lines as text, at most `limit` of them.
    static func lines(_ bytes: [UInt8], limit: Int = 20_000) -> [String] {
        var lines: [String] = []
        eachLine(of: bytes) { if lines.count < limit { lines.append(readable($0)) } }
        return lines
    }

    /// Text to show and keep: at most `limit` bytes, invalid UTF-8 replaced, control characters removed (tabs become
    /// blanks).
    static func readable(_ bytes: some Collection<UInt8>, limit: Int = longestLine) -> String {
        let kept = bytes.prefix(limit).compactMap { byte -> UInt8? in
            if byte == 0x09 { return 0x20 }
            return byte < 0x20 || byte == 0x7f ? nil : byte
        }
        return String(decoding: kept, as: UTF8.self)
    }
}

/// Splits a stream into lines, however the reads divide it.
///
/// A very long line is passed on in overlapping pieces, so that each marker is complete in one of them and memory stays
/// limited.
struct LineSplitter: Sendable {
    /// At least as long as the longest marker.
    static let overlap = 64

    /// A line, or a piece of a long one.
    struct Line {
        var bytes: [UInt8]
        /// Whether the first ``overlap`` bytes were already in the piece before.
        var isContinuation: Bool
    }

    private var pending: [UInt8] = []
    private var isContinuation = false

    /// Takes the next bytes; calls `body` with each line or piece that they complete.
    mutating func feed(_ bytes: [UInt8], _ body: (Line) -> Void) {
        var start = 0
        while start < bytes.count {
            let end = Bytes.find([0x0a], in: bytes, from: start)
            var rest = bytes[start..<(end ?? bytes.count)]
            while pending.count + rest.count >= Bytes.longestLine {
                let taken = Bytes.longestLine - pending.count
                pending += rest.prefix(taken)
                rest = rest.dropFirst(taken)
                emit(body)
                pending = Array(pending.suffix(Self.overlap))
                isContinuation = true
            }
            pending += rest
            guard let end else { return }
            finish(body)
            start = end + 1
        }
    }

    /// Ends the last line at the end of the stream.
    mutating func finish(_ body: (Line) -> Void) {
        if !isContinuation || pending.count > Self.overlap { emit(body) }
        pending.removeAll(keepingCapacity: true)
        isContinuation = false
    }

    private func emit(_ body: (Line) -> Void) { body(Line(bytes: pending, isContinuation: isContinuation)) }
}
