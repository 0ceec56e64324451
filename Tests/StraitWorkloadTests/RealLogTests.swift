// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitWorkload

@Suite("Reports as kernels print them, whole")
struct RealLogTests {
    private func reports(_ text: String) -> [KernelReport] {
        var scanner = KernelLogScanner(rung: .`init`)
        let whole = "[    1.0] Linux version 7.3.4\n\(text)\n[  300.000000] strait_probe: usual line\n"
        for line in whole.split(separator: "\n", omittingEmptySubsequences: false) {
            scanner.feed(line: Array(line.utf8))
        }
        scanner.finish()
        return scanner.reports
    }

    @Test(arguments: RealLog.all) func oneReportOfItsKindFromItsFirstLineToItsLast(_ log: RealLog) throws {
        let found = reports(log.text)
        #expect(found.map(\.kind) == [log.kind], "\(found.map(\.title))")
        let report = try #require(found.first)
        #expect(report.title == log.title)
        #expect(report.lines.last == log.last)
        #expect(!report.lines.contains { $0.contains("usual line") })
    }

    /// On another machine, another night; and another fault of the same kind.
    @Test(arguments: RealLog.all) func theFingerprintIsTheFaults(_ log: RealLog) {
        let here = reports(log.text).first?.fingerprint
        let there = log.text.replacingOccurrences("[   ", "[  9").replacingOccurrences("ffff888104a3c", "ffff9991f4b5d")
            .replacingOccurrences("PID: ", "PID: 4").replacingOccurrences("0x", "0x1")
        #expect(reports(there).first?.fingerprint == here)
        let other = log.text.replacingOccurrences(log.function, "another_function")
        #expect(reports(other).first?.fingerprint != here)
    }

    @Test func allOfThemAreDifferentThings() {
        let prints = RealLog.all.compactMap { reports($0.text).first?.fingerprint }
        #expect(prints.count == RealLog.all.count && Set(prints).count == prints.count)
    }
}
