// SPDX-License-Identifier: Apache-2.0

/// A line of the kernel's log without what differs from boot to boot: level, time stamp, caller.
struct LogLine {
    /// The message itself.
    var text: ArraySlice<UInt8>
    /// Where a marker has to end to be new: beyond what the piece before it has shown.
    var seen: Int

    /// Strips `<4>`, `[    1.234567]` and `[ T123]`, each where it is there.
    init(_ bytes: [UInt8], isContinuation: Bool = false) {
        var rest = bytes[...]
        while let last = rest.last, last == 0x0d || last == 0x00 || last == 0x20 { rest.removeLast() }
        while let first = rest.first, first == 0x0d || first == 0x00 { rest.removeFirst() }
        guard !isContinuation else {
            text = rest
            seen = LineSplitter.overlap
            return
        }
        if let level = Self.bracketed(rest, "<", ">", { Self.isDigit($0) }) { rest = level }
        if let stamp = Self.bracketed(rest, "[", "]", { Self.isDigit($0) || $0 == UInt8(ascii: ".") }) {
            rest = stamp
            if let caller = Self.bracketed(rest, "[", "]", { Self.isDigit($0) || $0 == 0x43 || $0 == 0x54 }) {
                rest = caller
            }
            if rest.first == 0x20 { rest.removeFirst() }
        }
        text = rest
        seen = 0
    }

    /// What follows a short group in brackets that holds blanks and `allowed` only; nil where there is none.
    private static func bracketed(
        _ bytes: ArraySlice<UInt8>, _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ allowed: (UInt8) -> Bool
    ) -> ArraySlice<UInt8>? {
        guard bytes.first == UInt8(ascii: open),
            let end = bytes.prefix(24).firstIndex(of: UInt8(ascii: close)), end > bytes.startIndex + 1,
            bytes[(bytes.startIndex + 1)..<end].allSatisfy({ allowed($0) || $0 == 0x20 })
        else { return nil }
        return bytes[(end + 1)...]
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Whether the marker is in the line, and not wholly in what was seen before.
    func contains(_ marker: [UInt8]) -> Bool {
        Bytes.find(marker, in: text, from: max(0, seen - marker.count + 1)) != nil
    }

    /// Whether the parts are in the line, one after the other.
    func contains(_ parts: [[UInt8]]) -> Bool {
        guard parts.count > 1 else { return parts.first.map { contains($0) } ?? false }
        var from = 0
        for part in parts {
            guard let hit = Bytes.find(part, in: text, from: from) else { return false }
            from = hit + part.count
        }
        return from > seen
    }

    /// Whether the message starts so.
    func starts(with prefix: [UInt8]) -> Bool { text.starts(with: prefix) }

    /// The message as text.
    var readable: String { Bytes.readable(text, limit: 1024) }
}
