// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A report whose end has not come yet.
struct OpenReport: Sendable {
    /// More lines than any report of one fault has; a trace that never ends is cut there.
    static let longest = 256
    /// A report that has shown no trace after so many lines has none. lockdep's comes last, after every lock of a cycle.
    static let longestWithoutTrace = 40

    /// Nil after `[ cut here ]`, until the next lines say what it is.
    var kind: KernelReport.Kind?
    var title: String
    let rung: Rung?
    /// The test or the size that was being tried when it began.
    let during: String?
    private(set) var lines: [String]
    private var location: String?
    private var functions: [String] = []
    private var hasTrace = false
    /// Whether the trace is x86's, which has its own last line.
    private var isTask = false

    init(kind: KernelReport.Kind?, first line: String, rung: Rung?, during: String? = nil) {
        self.kind = kind
        title = line
        self.rung = rung
        self.during = during
        lines = [line]
    }

    /// What became of a line that begins no report of its own.
    enum Step { case taken, takenAsLast, notMine }

    /// Takes the line, or says that the report was over before it.
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

    /// An oops tells itself in several lines, each of which would begin one: `BUG: unable to handle …`, then `Oops: …`.
    func absorbs(_ next: KernelReport.Kind) -> Bool {
        next == .oops && (kind == .oops || kind == .bug) && !hasTrace && lines.count < 16
    }

    /// The report as it is so far.
    var report: KernelReport {
        // `[ cut here ]` without what follows it: the lines were lost, the report was not.
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

    /// These have no last line of their own: their trace is the end of them.
    private var endsWithTrace: Bool {
        switch kind {
        case .lockdep, .memory, .leak, .stall: true
        default: false
        }
    }

    private var endsWithRule: Bool { kind == .kasan || kind == .ubsan }
}
