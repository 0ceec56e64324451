// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Work on what a guest sent: bytes, not text. A guest is not trusted, so everything here is linear and bounded.
enum Bytes {
    /// No line of the kernel's or of a test's is longer; what is longer is looked at in pieces.
    static let longestLine = 4096

    /// Where `needle` first starts at or after `from`.
    static func find(_ needle: [UInt8], in bytes: some Collection<UInt8>, from: Int = 0) -> Int? {
        let found = bytes.withContiguousStorageIfAvailable { storage -> Int? in
            guard let base = storage.baseAddress, let first = needle.first else { return nil }
            var from = from
            // Candidates by the C library, which looks at many bytes at a time.
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

    /// Calls `body` with each line, without its end and cut at ``longestLine``.
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

    /// Text to show and to keep: at most `limit` bytes, UTF-8 repaired, control characters left out (tabs become blanks).
    static func readable(_ bytes: some Collection<UInt8>, limit: Int = longestLine) -> String {
        let kept = bytes.prefix(limit).compactMap { byte -> UInt8? in
            if byte == 0x09 { return 0x20 }
            return byte < 0x20 || byte == 0x7f ? nil : byte
        }
        return String(decoding: kept, as: UTF8.self)
    }
}

/// Cuts a stream into lines wherever the reads end.
///
/// A line without an end is handed on in pieces that overlap, so that a marker is found whole in one of them, and memory stays
/// bounded.
struct LineSplitter: Sendable {
    /// As long as the longest marker, at least.
    static let overlap = 64

    /// A line, or a piece of a long one.
    struct Line {
        var bytes: [UInt8]
        /// Whether the first ``overlap`` bytes have been seen with the piece before.
        var isContinuation: Bool
    }

    private var pending: [UInt8] = []
    private var isContinuation = false

    /// Takes the next bytes; calls `body` with each line, or piece, that they complete.
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

    /// Ends the line that is pending: the stream is over.
    mutating func finish(_ body: (Line) -> Void) {
        if !isContinuation || pending.count > Self.overlap { emit(body) }
        pending.removeAll(keepingCapacity: true)
        isContinuation = false
    }

    private func emit(_ body: (Line) -> Void) { body(Line(bytes: pending, isContinuation: isContinuation)) }
}
