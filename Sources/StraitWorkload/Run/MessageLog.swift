// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The kernel's log, read rung by rung.
struct MessageLog {
    /// The most bytes of the log to keep as a file.
    static let largestFile = 32 << 20

    private(set) var scanner = KernelLogScanner()
    /// The next record to request.
    private(set) var next: UInt64 = 0
    private(set) var lost: UInt64 = 0
    private(set) var dmesg: [UInt8] = []
    /// The kernel's messages since the rung began.
    private(set) var lines: [String] = []
    /// Whether a record was lost since the rung began.
    private(set) var hasGap = false
    /// Whether the last read reached the end. What was not read says nothing, not even that there was nothing.
    private(set) var isRead = false

    init() {}

    mutating func enter(_ rung: Rung) {
        scanner.rung = rung
        scanner.activity = nil
        lines.removeAll(keepingCapacity: true)
        hasGap = false
    }

    /// Sets what is running from now on, for the reports; nil for nothing in particular.
    mutating func tries(_ activity: String?) { scanner.activity = activity }

    /// The first report after which the kernel cannot be trusted; nil if there is none.
    var fatal: KernelReport? { scanner.fatal }

    /// Whether there was a report after which the kernel cannot be trusted.
    var isFatal: Bool { fatal != nil }

    /// The line of the OOM killer, if it killed a process during the rung.
    var outOfMemory: String? {
        lines.first { $0.hasPrefix("Out of memory: Kill") || $0.hasPrefix("Memory cgroup out of memory") }
    }

    mutating func finish() { scanner.finish() }

    /// Adds an answer; returns whether it is complete and whether it has new records.
    mutating func take(_ answer: [UInt8]) -> (isComplete: Bool, isNew: Bool) {
        let messages = KernelMessages(parsing: answer)
        // Records that the guest repeats are dropped, so that no report counts twice.
        let fresh = messages.records.filter { $0.sequence >= next }
        for record in fresh {
            if dmesg.count < Self.largestFile { dmesg += record.dmesg }
            for line in record.lines {
                _ = scanner.feed(LogLine(line))
                if lines.count < 20_000 { lines.append(Bytes.readable(line, limit: 512)) }
            }
        }
        let missing = max(messages.lost, missing(fresh, until: messages.next))
        // The guest is not trusted: it can report any number.
        lost = lost.addingReportingOverflow(missing).overflow ? .max : lost + missing
        if missing > 0 { hasGap = true }
        next = max(next, messages.next ?? 0, fresh.last.map { Self.after($0) } ?? 0)
        isRead = messages.next != nil
        return (isRead, !fresh.isEmpty)
    }

    /// How many records are missing from the sequence, because lines were lost.
    private func missing(_ records: [KernelMessages.Record], until end: UInt64?) -> UInt64 {
        var (expected, missing) = (next, UInt64(0))
        for record in records {
            missing += record.sequence - expected
            expected = Self.after(record)
        }
        return missing + (end.map { $0 > expected ? $0 - expected : 0 } ?? 0)
    }

    private static func after(_ record: KernelMessages.Record) -> UInt64 {
        record.sequence == .max ? .max : record.sequence + 1
    }
}
