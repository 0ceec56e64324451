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

    /// Of two boots of 7.3.4 in which a task spins: the watchdog found it in the loop's body the one time, and in a helper the other.
    @Test func aSpinningTaskIsTheSameWhereverItsWatchdogFindsIt() {
        let body = [" busy+0x19/0x30"]
        let helper = [" ktime_get+0xb7/0x1c0", " busy+0x19/0x30"]
        let way = ["softlockup+0x13/0x40", "provoke+0x4d/0x90", "memremap_pages+0xf3/0xd60"]
        let syscall = [
            "region_init+0xe4/0x140 [strait_probe]", "request_size+0x564/0x5e0 [strait_probe]",
            "probe_write+0x21b/0x400 [strait_probe]", "vfs_write+0x174/0x8a0", "ksys_write+0xcd/0x160",
            "do_syscall_64+0xaf/0x510",
            "entry_SYSCALL_64_after_hwframe+0x76/0x7e",
        ]
        func print(_ place: String, _ frames: [String]) -> String? {
            let title = "watchdog: BUG: soft lockup - CPU#0 stuck for 5s! [strait-guest:63]"
            let trace = ["RIP: 0010:\(place)+0x13f/0x1c0", "Call Trace:", " <TASK>"] + frames + [" </TASK>"]
            return reports(([title] + trace).joined(separator: "\n")).first?.fingerprint
        }
        let here = print("ktime_get", body + (way + syscall).map { " \($0)" })
        #expect(here == print("__asan_load8", helper + (way + syscall).map { " \($0)" }))
        let elsewhere = syscall.map { $0.replacingOccurrences("request_size", "request_free") }
        #expect(here != print("ktime_get", body + (way + elsewhere).map { " \($0)" }))
    }
}
