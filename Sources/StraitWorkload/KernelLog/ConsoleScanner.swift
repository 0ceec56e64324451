// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// An event on a guest's console that concerns everyone who waits for the guest.
public enum ConsoleEvent: Sendable, Equatable {
    /// `strait-guest: fatal: …`: the guest gave up before it was ready; contains the reason.
    case guestFailed(String)
    /// A report began; a fatal one ends every wait.
    case reportBegan(KernelLogScanner.Beginning)
}

/// Reads a guest's console, however the reads divide it.
public struct ConsoleScanner: Sendable {
    private var splitter = LineSplitter()
    private var log: KernelLogScanner
    private var last: [UInt8] = []
    private var unfinished: [UInt8] = []

    private static let fatalMark = Array("strait-guest: fatal: ".utf8)

    /// Makes a scanner.
    public init(rung: Rung? = .boot) { log = KernelLogScanner(rung: rung) }

    /// The current rung; new reports are attributed to it.
    public var rung: Rung? {
        get { log.rung }
        set { log.rung = newValue }
    }

    /// The last line that was not empty: the last words of a hanging guest. If that line has no end, the line before it
    /// is added, because a few bytes say little.
    public var lastLine: String? {
        let lines = (whole: Bytes.readable(last, limit: 200), cut: Bytes.readable(unfinished, limit: 200))
        switch (last.isEmpty, unfinished.isEmpty) {
        case (true, true): return nil
        case (false, true): return lines.whole
        case (true, false): return lines.cut
        case (false, false): return "\(lines.whole) (then, not ended: \(lines.cut))"
        }
    }

    /// The reports so far, each one once, in the order of their first occurrences.
    public var reports: [KernelReport] { log.reports }

    /// The results of test programs that the guest repeats on its console, as KTAP.
    public var tests: [UInt8] { log.marks.output }

    /// Takes the next bytes of the console; returns the events in them.
    public mutating func feed(_ bytes: [UInt8]) -> [ConsoleEvent] {
        var lines: [LineSplitter.Line] = []
        splitter.feed(bytes) { lines.append($0) }
        return lines.flatMap { take($0) }
    }

    /// The console is closed: the last line counts even without its end.
    public mutating func finish() -> [ConsoleEvent] {
        var lines: [LineSplitter.Line] = []
        splitter.finish { lines.append($0) }
        let whole = last
        let events = lines.flatMap { take($0) }
        if !lines.isEmpty, last != whole { (last, unfinished) = (whole, last) }
        log.finish()
        return events
    }

    private mutating func take(_ piece: LineSplitter.Line) -> [ConsoleEvent] {
        let line = LogLine(piece.bytes, isContinuation: piece.isContinuation)
        if !line.text.isEmpty { last = Array(line.text.prefix(200)) }
        var events: [ConsoleEvent] = []
        if line.contains(Self.fatalMark), let start = Bytes.find(Self.fatalMark, in: line.text) {
            let reason = Bytes.readable(line.text.dropFirst(start + Self.fatalMark.count), limit: 200)
            events.append(.guestFailed(reason))
        }
        // A program's text and the kernel's can share a line of a serial console, so both are searched for.
        if let beginning = log.feed(line) { events.append(.reportBegan(beginning)) }
        return events
    }
}
