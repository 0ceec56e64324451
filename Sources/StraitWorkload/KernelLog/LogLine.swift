// SPDX-License-Identifier: Apache-2.0

/// A line of the kernel's log without level, time stamp and caller.
struct LogLine {
    /// The message.
    var text: ArraySlice<UInt8>
    /// A marker counts only if it ends after this position: earlier bytes were in the piece before.
    var seen: Int

    /// Removes `<4>`, `[    1.234567]` and `[ T123]`, if they are there.
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

    /// The text after a short group in brackets that contains only blanks and `allowed`; nil if there is none.
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

    /// Whether the line contains the marker, at least partly in its new bytes.
    func contains(_ marker: [UInt8]) -> Bool {
        Bytes.find(marker, in: text, from: max(0, seen - marker.count + 1)) != nil
    }

    /// Whether the line contains the parts in this order.
    func contains(_ parts: [[UInt8]]) -> Bool {
        guard parts.count > 1 else { return parts.first.map { contains($0) } ?? false }
        var from = 0
        for part in parts {
            guard let hit = Bytes.find(part, in: text, from: from) else { return false }
            from = hit + part.count
        }
        return from > seen
    }

    /// Whether the message starts with `prefix`.
    func starts(with prefix: [UInt8]) -> Bool { text.starts(with: prefix) }

    /// The message as text.
    var readable: String { Bytes.readable(text, limit: 1024) }
}
