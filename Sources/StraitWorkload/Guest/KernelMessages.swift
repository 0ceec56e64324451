// SPDX-License-Identifier: Apache-2.0

/// The output of `strait-guest kmsg FROM`: records of the kernel's log, `SEQ,PRIO,USEC;text`, and `strait-kmsg/1 first=
/// next= lost=`.
public struct KernelMessages: Sendable, Equatable {
    /// One record.
    public struct Record: Sendable, Equatable {
        /// Its number; numbers are consecutive.
        public var sequence: UInt64
        /// Facility and level.
        public var priority: UInt64
        /// Microseconds since the boot.
        public var microseconds: UInt64
        /// The text, one element per line: a record can have several.
        public var lines: [[UInt8]]
    }

    /// The records, in order.
    public private(set) var records: [Record] = []
    /// The first record to request next time; nil if the end of the output is missing.
    public private(set) var next: UInt64?
    /// How many records were overwritten before they could be read.
    public private(set) var lost: UInt64 = 0

    static let mark = Array("strait-kmsg/1 ".utf8)

    /// Parses any bytes; unknown lines are ignored.
    public init(parsing bytes: [UInt8]) {
        Bytes.eachLine(of: bytes) { line in
            if line.starts(with: Self.mark) {
                let pairs = Words.pairs(Bytes.readable(line.dropFirst(Self.mark.count))[...])
                next = pairs["next"].flatMap { UInt64($0) }
                lost = pairs["lost"].flatMap { UInt64($0) } ?? 0
            } else if let record = Self.record(line), records.last.map({ $0.sequence < record.sequence }) ?? true {
                records.append(record)
            }
        }
        // Without its last line the output was cut, probably within the last record, so that record is requested again.
        if next == nil { _ = records.popLast() }
    }

    private static func record(_ line: ArraySlice<UInt8>) -> Record? {
        guard let end = line.prefix(80).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let numbers = line[..<end].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { UInt64(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == 3, let sequence = numbers[0], let priority = numbers[1], let time = numbers[2] else {
            return nil
        }
        let text = unescaped(line[(end + 1)...])
        let lines = text.split(separator: 0x0a, omittingEmptySubsequences: false).map { Array($0) }
        return Record(sequence: sequence, priority: priority, microseconds: time, lines: lines)
    }

    /// Undoes the kernel's `\x0a` escapes.
    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        guard text.contains(0x5c) else { return Array(text) }
        var result: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == 0x5c, index + 3 < text.endIndex, text[index + 1] == UInt8(ascii: "x"),
                let byte = UInt8(String(decoding: text[(index + 2)...(index + 3)], as: UTF8.self), radix: 16)
            {
                result.append(byte)
                index += 4
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }
}

extension KernelMessages.Record {
    /// The record in the format of `dmesg`, for other tools.
    var dmesg: [UInt8] {
        let fraction = String(microseconds % 1_000_000)
        let seconds = String(microseconds / 1_000_000)
        let stamp =
            "[" + String(repeating: " ", count: max(0, 5 - seconds.count)) + seconds + "."
            + String(repeating: "0", count: 6 - fraction.count) + fraction + "] "
        return lines.flatMap { Array(stamp.utf8) + $0 + [0x0a] }
    }
}
