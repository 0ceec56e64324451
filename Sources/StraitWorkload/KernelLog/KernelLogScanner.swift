// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Finds the reports that count in a kernel's log, line by line, as it comes.
public struct KernelLogScanner: Sendable {
    /// A report as its first line tells it, before the rest has come.
    public struct Beginning: Sendable, Equatable {
        /// What kind of report it is.
        public var kind: KernelReport.Kind
        /// The line that says it.
        public var title: String
        /// Whether the kernel cannot be trusted to go on.
        public var isFatal: Bool { KernelReport(kind: kind, title: "", rung: nil, lines: [], fingerprint: "").isFatal }
    }

    /// More reports than anyone reads; a kernel that warns in a loop is not stored in a loop.
    static let mostReports = 64

    /// The rung that is being climbed: reports that begin now are attributed to it.
    public var rung: Rung?
    /// Reports beyond the number that is kept.
    public private(set) var dropped = 0
    private var closed: [KernelReport] = []
    private var open: OpenReport?
    private var hasBooted = false

    private static let banner = Array("Linux version ".utf8)

    /// A scanner that has seen nothing.
    public init(rung: Rung? = nil) { self.rung = rung }

    /// The reports so far, in order; the last one may still be growing.
    public var reports: [KernelReport] { closed + (open.map { [$0.report] } ?? []) }

    /// Takes one line, with or without time stamp; gives the report that it begins.
    @discardableResult
    public mutating func feed(line: [UInt8]) -> Beginning? { feed(LogLine(line)) }

    mutating func feed(_ line: LogLine) -> Beginning? {
        guard !line.text.isEmpty else { return nil }
        if line.starts(with: Self.banner) { return boots(line) }
        if let marker = Marker.inLine(line, afterCut: open.map { $0.kind == nil } ?? false) {
            return begins(marker, line)
        }
        if line.contains(Marker.cutHere) {
            close()
            open = OpenReport(kind: nil, first: line.readable, rung: rung)
            return nil
        }
        switch open?.take(line.readable, isEnd: line.contains(Marker.endOfReport)) {
        case .takenAsLast, .notMine: close()
        case .taken, nil: break
        }
        return nil
    }

    /// The log is over: a report that is still open ends here.
    public mutating func finish() { close() }

    private mutating func begins(_ marker: Marker, _ line: LogLine) -> Beginning? {
        let title = line.readable
        if open?.absorbs(marker.kind) == true {
            _ = open?.take(title, isEnd: false)
            return nil
        }
        if open != nil, open?.kind == nil {
            _ = open?.take(title, isEnd: false)
            open?.kind = marker.kind
            open?.title = title
        } else {
            close()
            open = OpenReport(kind: marker.kind, first: title, rung: rung)
        }
        if marker.isSingleLine { close() }
        return Beginning(kind: marker.kind, title: title)
    }

    /// The first banner is the boot, every other one a boot that nobody asked for.
    private mutating func boots(_ line: LogLine) -> Beginning? {
        close()
        defer { hasBooted = true }
        guard hasBooted else { return nil }
        let title = "unexpected reboot: \(line.readable)"
        open = OpenReport(kind: .reboot, first: title, rung: rung)
        close()
        return Beginning(kind: .reboot, title: title)
    }

    private mutating func close() {
        guard let report = open?.report else { return }
        open = nil
        // A fatal one is kept whatever came before it.
        if closed.count < Self.mostReports || (report.isFatal && closed.count < 2 * Self.mostReports) {
            closed.append(report)
        } else {
            dropped += 1
        }
    }
}
