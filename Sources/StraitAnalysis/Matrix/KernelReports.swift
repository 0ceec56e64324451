// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension CellResult {
    /// The different kernel reports, each once with its count, the worst kind first. Results of older versions list a
    /// report as often as the kernel printed it.
    public var distinctReports: [KernelReport] { reports.counted.bySeverity }
}

extension KernelReport {
    /// More lines than the first call trace of a report has.
    private static let linesOfTrace = 100

    /// Whether both have the same functions in their call traces and registers, in the same order. Addresses, process
    /// numbers and times may differ.
    package func hasTrace(of other: KernelReport) -> Bool {
        lines == other.lines || trace == other.trace
    }

    private var trace: [String] { lines.prefix(Self.linesOfTrace).compactMap(Self.function) }

    /// `f` of the first `f+0x58/0x70` in a line.
    package static func function(in line: String) -> String? {
        for word in line.utf8.prefix(1000).split(whereSeparator: { " :,[]()".utf8.contains($0) }) {
            let parts = word.split(separator: UInt8(ascii: "+"))
            guard parts.count == 2, parts[1].starts(with: "0x".utf8), parts[0].count <= 80 else { continue }
            return String(decoding: parts[0], as: UTF8.self)
        }
        return nil
    }
}

/// One kernel report, with all cells in which the kernel printed it.
package struct ReportGroup: Sendable {
    /// The report as in the first of the cells, with its call trace.
    package let report: KernelReport
    /// How often the kernel printed it, in all cells together.
    package private(set) var count = 0
    /// The tests or sizes of device memory that were being tried when the kernel printed it, each once; empty if that is
    /// not known.
    package private(set) var during: [String] = []
    /// The rungs during which the kernel printed it, each once.
    package private(set) var rungs: [Rung] = []
    /// Ids of the cells in which its call trace is another one.
    package private(set) var otherTraces: [String] = []
    /// Ids of the cells in which it was the first of several reports in time.
    package private(set) var firstIn: [String] = []
    /// In how many cells it was one of several reports whose order is known.
    package private(set) var ordered = 0

    /// A group of no cells yet; `report` is its example.
    init(_ report: KernelReport) { self.report = report }

    /// Takes in the report as one cell has it, beside the others of that cell.
    mutating func take(_ report: KernelReport, of cell: String, among reports: [KernelReport]) {
        count += report.count
        if let test = report.during, !during.contains(test) { during.append(test) }
        if let rung = report.rung, !rungs.contains(rung) { rungs.append(rung) }
        if !report.hasTrace(of: self.report) { otherTraces.append(cell) }
        guard reports.count > 1, let first = reports.firstInTime else { return }
        ordered += 1
        if first.fingerprint == report.fingerprint { firstIn.append(cell) }
    }
}
