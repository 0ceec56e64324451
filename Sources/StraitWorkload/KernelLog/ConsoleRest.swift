// SPDX-License-Identifier: Apache-2.0

/// The console's lines after the last line of the kernel's log that could be read: the end of a lost guest.
public struct ConsoleRest: Sendable {
    /// The lines, after a line that says where they come from.
    public let bytes: [UInt8]

    /// Makes the rest; nil if the console has nothing more. Both texts have the kernel's time stamps (`printk.time`),
    /// which only increase.
    public init?(of console: [UInt8], after log: [UInt8]) {
        var last = -1.0
        Bytes.eachLine(of: log) { last = Self.stamp($0) ?? last }
        var rest: [UInt8] = []
        Bytes.eachLine(of: console) { line in
            // Lines without a time stamp belong to the line before them.
            if !rest.isEmpty || Self.stamp(line).map({ $0 > last }) ?? false {
                rest += line.filter { $0 != 0x0d && $0 != 0 } + [0x0a]
            }
        }
        guard !rest.isEmpty else { return nil }
        bytes = Array("[strait: the guest was lost; the lines from here on were on its console alone]\n".utf8) + rest
    }

    /// The time stamp of a line, in seconds: `[   12.345678] `.
    private static func stamp(_ line: ArraySlice<UInt8>) -> Double? {
        let text = line.prefix(32).drop { $0 == 0x0d || $0 == 0 }
        guard text.first == 0x5b, let end = text.firstIndex(of: 0x5d) else { return nil }
        let number = String(decoding: text[text.startIndex..<end].dropFirst().drop { $0 == 0x20 }, as: UTF8.self)
        return number.contains(".") ? Double(number) : nil
    }
}
