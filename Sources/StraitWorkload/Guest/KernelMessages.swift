// SPDX-License-Identifier: Apache-2.0

/// What `strait-guest kmsg FROM` printed: records of the kernel's log, `SEQ,PRIO,USEC;text`, and `strait-kmsg/1 first= next= lost=`.
public struct KernelMessages: Sendable, Equatable {
    /// One record.
    public struct Record: Sendable, Equatable {
        /// Its number; they are consecutive.
        public var sequence: UInt64
        /// Facility and level.
        public var priority: UInt64
        /// Microseconds since the boot.
        public var microseconds: UInt64
        /// The text, a line each: a record can hold several.
        public var lines: [[UInt8]]
    }

    /// The records, in order.
    public private(set) var records: [Record] = []
    /// What to ask for the next time; nil where the end of the answer is missing.
    public private(set) var next: UInt64?
    /// Records that were gone before they could be read.
    public private(set) var lost: UInt64 = 0

    static let mark = Array("strait-kmsg/1 ".utf8)

    /// Parses any bytes; lines that are none of its lines are left out.
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
        // Without its last line the answer was cut, most likely within the last record: that one is asked for again.
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

    /// Undoes the kernel's `\x0a` for what is not printable.
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
    /// The record as `dmesg` prints it: what other tools read.
    var dmesg: [UInt8] {
        let fraction = String(microseconds % 1_000_000)
        let seconds = String(microseconds / 1_000_000)
        let stamp =
            "[" + String(repeating: " ", count: max(0, 5 - seconds.count)) + seconds + "."
            + String(repeating: "0", count: 6 - fraction.count) + fraction + "] "
        return lines.flatMap { Array(stamp.utf8) + $0 + [0x0a] }
    }
}
