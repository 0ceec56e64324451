// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Something on a guest's console that whoever waits for the guest has to know at once.
public enum ConsoleEvent: Sendable, Equatable {
    /// `strait-guest: fatal: …`: the guest gave up before it was ready, and why.
    case guestFailed(String)
    /// A report began; a fatal one ends every wait.
    case reportBegan(KernelLogScanner.Beginning)
}

/// Reads a guest's console as it comes, wherever the reads cut it.
public struct ConsoleScanner: Sendable {
    private var splitter = LineSplitter()
    private var log: KernelLogScanner
    private var last: [UInt8] = []
    private var unfinished: [UInt8] = []

    private static let fatalMark = Array("strait-guest: fatal: ".utf8)

    /// A scanner that has seen nothing.
    public init(rung: Rung? = .boot) { log = KernelLogScanner(rung: rung) }

    /// The rung that is being climbed: reports that begin now are attributed to it.
    public var rung: Rung? {
        get { log.rung }
        set { log.rung = newValue }
    }

    /// The last line that was not empty: what a guest that hangs said last. Of one without an end, the line before it
    /// too: its few bytes say little where the guest was ended in the middle of them.
    public var lastLine: String? {
        let lines = (whole: Bytes.readable(last, limit: 200), cut: Bytes.readable(unfinished, limit: 200))
        switch (last.isEmpty, unfinished.isEmpty) {
        case (true, true): return nil
        case (false, true): return lines.whole
        case (true, false): return lines.cut
        case (false, false): return "\(lines.whole) (then, not ended: \(lines.cut))"
        }
    }

    /// The reports so far, each once, in the order of their first.
    public var reports: [KernelReport] { log.reports }

    /// The results of test programs that the guest repeated on its console, as KTAP.
    public var tests: [UInt8] { log.marks.output }

    /// Takes the next bytes of the console.
    public mutating func feed(_ bytes: [UInt8]) -> [ConsoleEvent] {
        var lines: [LineSplitter.Line] = []
        splitter.feed(bytes) { lines.append($0) }
        return lines.flatMap { take($0) }
    }

    /// The console is closed: takes the line that had no end.
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
        // A program's words and the kernel's can share a line of a serial console: what the one says must not hide the other.
        if let beginning = log.feed(line) { events.append(.reportBegan(beginning)) }
        return events
    }
}
