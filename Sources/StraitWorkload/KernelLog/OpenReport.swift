// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A report that has not ended yet.
struct OpenReport: Sendable {
    /// The most lines of a report; a trace that never ends is cut there.
    static let longest = 256
    /// A report without a trace after this many lines has none. lockdep prints its trace last, after all locks of a
    /// cycle.
    static let longestWithoutTrace = 40

    /// Nil after `[ cut here ]`, until the next line gives the kind.
    var kind: KernelReport.Kind?
    var title: String
    let rung: Rung?
    /// The test or the size that was running when it began.
    let during: String?
    private(set) var lines: [String]
    private var location: String?
    private var functions: [String] = []
    private var hasTrace = false
    /// Whether the trace is in x86's format, which has its own last line.
    private var isTask = false

    init(kind: KernelReport.Kind?, first line: String, rung: Rung?, during: String? = nil) {
        self.kind = kind
        title = line
        self.rung = rung
        self.during = during
        lines = [line]
    }

    /// What happened to a line that begins no other report.
    enum Step { case taken, takenAsLast, notMine }

    /// Takes the line, or returns `notMine` if the report ended before it.
    mutating func take(_ line: String, isEnd: Bool) -> Step {
        let function = StackFrame.function(line)
        if hasTrace, !isTask, endsWithTrace, !isEnd, !StackFrame.isPart(line) { return .notMine }
        lines.append(line)
        note(line, function)
        if isEnd || lines.count >= Self.longest { return .takenAsLast }
        if endsWithTrace, line.hasSuffix("</TASK>") { return .takenAsLast }
        if endsWithRule, line.hasPrefix("==========") { return .takenAsLast }
        return !hasTrace && kind != .lockdep && lines.count >= Self.longestWithoutTrace ? .takenAsLast : .taken
    }

    /// Whether the next kind belongs to this report: an oops has several lines that look like a beginning, `BUG: unable
    /// to handle …`, then `Oops: …`.
    func absorbs(_ next: KernelReport.Kind) -> Bool {
        next == .oops && (kind == .oops || kind == .bug) && !hasTrace && lines.count < 16
    }

    /// The report so far.
    var report: KernelReport {
        // After `[ cut here ]` the other lines were lost, but it was a report.
        let kind = kind ?? .warning
        return KernelReport(
            kind: kind, title: title, rung: rung, lines: lines,
            fingerprint: Fingerprint.of(kind: kind, title: title, location: location, trace: functions),
            during: during, function: location ?? functions.first)
    }

    private mutating func note(_ line: String, _ function: String?) {
        if location == nil { location = StackFrame.location(line) }
        if line.hasPrefix("Call Trace:") || line.hasPrefix("Call trace:") { hasTrace = true }
        if line.hasSuffix("<TASK>"), !line.hasSuffix("</TASK>") { isTask = true }
        if hasTrace, let function, !StackFrame.isReporting(function) { functions.append(function) }
    }

    /// Whether the report ends with its trace, because it has no last line of its own.
    private var endsWithTrace: Bool {
        switch kind {
        case .lockdep, .memory, .leak, .stall: true
        default: false
        }
    }

    private var endsWithRule: Bool { kind == .kasan || kind == .ubsan }
}
