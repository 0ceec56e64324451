// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Finds reports in a kernel's log, line by line.
public struct KernelLogScanner: Sendable {
    /// A report of which only the first line is known.
    public struct Beginning: Sendable, Equatable {
        /// The kind of report.
        public var kind: KernelReport.Kind
        /// The line that names it.
        public var title: String
        /// Whether the kernel cannot be trusted to continue.
        public var isFatal: Bool { KernelReport(kind: kind, title: "", rung: nil, lines: [], fingerprint: "").isFatal }
    }

    /// The most different reports to keep. A repeated report is only counted.
    static let mostReports = 64

    /// The current rung; new reports are attributed to it.
    public var rung: Rung? { didSet { if rung != oldValue { marks = TestMarks() } } }
    /// The marks that the guest's test programs wrote into the log.
    private(set) var marks = TestMarks()
    /// What is running in the rung, except for tests, which write marks themselves.
    var activity: String?
    /// How many reports were not kept.
    public private(set) var dropped = 0
    private var closed: [KernelReport] = []
    /// The index of each fingerprint among them.
    private var places: [String: Int] = [:]
    private var open: OpenReport?
    private var hasBooted = false

    private static let banner = Array("Linux version ".utf8)

    /// Makes a scanner.
    public init(rung: Rung? = nil) { self.rung = rung }

    /// The reports so far, each one once, in the order of their first occurrences; the last one may be incomplete.
    public var reports: [KernelReport] {
        var reports = closed
        if let report = open?.report {
            if let place = places[report.fingerprint] { reports[place].count += 1 } else { reports.append(report) }
        }
        for place in reports.indices { reports[place].order = place + 1 }
        return reports
    }

    /// The first report after which the kernel cannot be trusted; nil if there is none.
    var fatal: KernelReport? { reports.first { $0.isFatal } }

    /// Takes one line, with or without time stamp; returns the report that it begins.
    @discardableResult
    public mutating func feed(line: [UInt8]) -> Beginning? { feed(LogLine(line)) }

    mutating func feed(_ line: LogLine) -> Beginning? {
        guard !line.text.isEmpty, !marks.take(line) else { return nil }
        if line.starts(with: Self.banner) { return boots(line) }
        if let marker = Marker.inLine(line, afterCut: open.map { $0.kind == nil } ?? false) {
            return begins(marker, line)
        }
        if line.contains(Marker.cutHere) {
            close()
            open = begun(nil, line.readable)
            return nil
        }
        switch open?.take(line.readable, isEnd: line.contains(Marker.endOfReport)) {
        case .takenAsLast, .notMine: close()
        case .taken, nil: break
        }
        return nil
    }

    /// The log has ended: ends the last report.
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
            open = begun(marker.kind, title)
        }
        if marker.isSingleLine { close() }
        return Beginning(kind: marker.kind, title: title)
    }

    /// The first banner is the boot; every other one is an unexpected reboot.
    private mutating func boots(_ line: LogLine) -> Beginning? {
        close()
        defer { hasBooted = true }
        guard hasBooted else { return nil }
        let title = "unexpected reboot: \(line.readable)"
        open = begun(.reboot, title)
        close()
        return Beginning(kind: .reboot, title: title)
    }

    private func begun(_ kind: KernelReport.Kind?, _ line: String) -> OpenReport {
        OpenReport(kind: kind, first: line, rung: rung, during: marks.running ?? activity)
    }

    private mutating func close() {
        guard let report = open?.report else { return }
        open = nil
        if let place = places[report.fingerprint] {
            closed[place].count += 1
            return
        }
        // A fatal report is kept even if the limit is reached.
        if closed.count < Self.mostReports || (report.isFatal && closed.count < 2 * Self.mostReports) {
            places[report.fingerprint] = closed.count
            closed.append(report)
        } else {
            dropped += 1
        }
    }
}
