// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitWorkload

/// A line, and the kind of report that it begins.
struct MarkerCase: Sendable, CustomTestStringConvertible {
    let line: String
    let kind: KernelReport.Kind?
    var testDescription: String { line }

    init(_ kind: KernelReport.Kind?, _ line: String) {
        self.line = line
        self.kind = kind
    }
}

let markerCases: [MarkerCase] = [
    MarkerCase(.panic, "Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b"),
    MarkerCase(.bug, "kernel BUG at mm/memremap.c:123!"),
    MarkerCase(.oops, "Internal error: Oops: 0000000096000004 [#1] SMP"),
    MarkerCase(.oops, "Unable to handle kernel paging request at virtual address ffff800012345678"),
    MarkerCase(.oops, "BUG: unable to handle page fault for address: ffffea0000000008"),
    MarkerCase(.oops, "BUG: kernel NULL pointer dereference, address: 0000000000000008"),
    MarkerCase(.oops, "BUG: Kernel NULL pointer dereference on read at 0x00000008"),
    MarkerCase(.oops, "BUG: Unable to handle kernel data access on write at 0xc00a000000000020"),
    MarkerCase(.oops, "BUG: Unable to handle kernel data access at 0x5deadbeef0000128"),
    MarkerCase(.oops, "BUG: Unable to handle kernel instruction fetch (NULL pointer?)"),
    MarkerCase(.oops, "BUG: Unable to handle kernel unaligned access at 0xc00a000000000021"),
    MarkerCase(.oops, "BUG: Unable to handle unknown paging fault at 0x00000008"),
    MarkerCase(.oops, "Oops: Kernel access of bad area, sig: 11 [#1]"),
    MarkerCase(.oops, "Oops: 0002 [#1] PREEMPT SMP NOPTI"),
    MarkerCase(.oops, "Oops - undefined instruction: 0 [#1]"),
    MarkerCase(.oops, "general protection fault, probably for non-canonical address 0xdead000000000108: 0000 [#1]"),
    MarkerCase(.oops, "divide error: 0000 [#1] PREEMPT SMP"),
    MarkerCase(.oops, "invalid opcode: 0000 [#1] PREEMPT SMP"),
    MarkerCase(.oops, "traps: PANIC: double fault, error_code: 0x0"),
    MarkerCase(.oops, "Unhandled fault: synchronous external abort (0x96000010) at 0xffff"),
    MarkerCase(.kasan, "BUG: KASAN: slab-use-after-free in dmirror_fops_release+0x1a/0x30 [test_hmm]"),
    MarkerCase(.kasan, "BUG: KCSAN: data-race in a / b"),
    MarkerCase(.kasan, "BUG: KMSAN: uninit-value in a"),
    MarkerCase(.kasan, "BUG: KFENCE: memory corruption in a"),
    MarkerCase(.ubsan, "UBSAN: shift-out-of-bounds in mm/memremap.c:12:3"),
    MarkerCase(.memory, "BUG: Bad page state in process hmm-tests  pfn:7ff01"),
    MarkerCase(.memory, "BUG: Bad page cache in process x  pfn:1"),
    MarkerCase(.memory, "BUG: Bad page map in process x  pte:0 pmd:0"),
    MarkerCase(.memory, "BUG: Bad rss-counter state mm:00000000a1b2c3d4 type:MM_ANONPAGES val:3"),
    MarkerCase(.memory, "BUG: non-zero nr_ptes on freeing mm: 1"),
    MarkerCase(.leak, "BUG: memory leak"),
    MarkerCase(.lockdep, "WARNING: possible circular locking dependency detected"),
    MarkerCase(.lockdep, "WARNING: possible recursive locking detected"),
    MarkerCase(.lockdep, "WARNING: inconsistent lock state"),
    MarkerCase(.lockdep, "WARNING: suspicious RCU usage"),
    MarkerCase(.lockdep, "BUG: sleeping function called from invalid context at mm/memremap.c:40"),
    MarkerCase(.lockdep, "BUG: scheduling while atomic: insmod/123/0x00000002"),
    MarkerCase(.lockdep, "WARNING: bad unlock balance detected!"),
    MarkerCase(.stall, "rcu: INFO: rcu_preempt self-detected stall on CPU"),
    MarkerCase(.stall, "rcu: INFO: rcu_sched detected stalls on CPUs/tasks:"),
    MarkerCase(.stall, "watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [insmod:123]"),
    MarkerCase(.stall, "BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 48s!"),
    MarkerCase(.stall, "INFO: task hmm-tests:123 blocked for more than 120 seconds."),
    MarkerCase(.stall, "INFO: task hmm-tests:123 blocked in I/O wait for more than 120 seconds."),
    MarkerCase(.stall, "watchdog: CPU0: Watchdog detected hard LOCKUP on cpu 0"),
    MarkerCase(.stall, "watchdog: CPU 0 self-detected hard LOCKUP @ memremap_pages+0x1/0x2"),
    MarkerCase(.stall, "rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 0-...D } 21 jiffies s: 9"),
    MarkerCase(.lockdep, "WARNING: possible irq lock inversion dependency detected"),
    MarkerCase(.lockdep, "WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected"),
    MarkerCase(.lockdep, "WARNING: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected"),
    MarkerCase(.lockdep, "[ BUG: Invalid wait context ]"),
    MarkerCase(.lockdep, "WARNING: Nested lock was not taken"),
    MarkerCase(.lockdep, "WARNING: bad contention detected!"),
    MarkerCase(.lockdep, "WARNING: held lock freed!"),
    MarkerCase(.lockdep, "WARNING: hmm-tests/123 still has locks held!"),
    MarkerCase(.lockdep, "WARNING: lock held when returning to user space!"),
    MarkerCase(.lockdep, "INFO: trying to register non-static key."),
    MarkerCase(.memory, "BUG kmalloc-64 (Not tainted): Right Redzone overwritten"),
    MarkerCase(.memory, "BUG kmem_cache (Tainted: G    B       OE      ): Poison overwritten"),
    MarkerCase(.memory, "mm/pgtable-generic.c:53: bad pmd ffff888104a3c008(80000000000000e7)"),
    MarkerCase(.memory, "pagealloc: memory corruption"),
    MarkerCase(.memory, "pagealloc: single bit error"),
    MarkerCase(.memory, "get_swap_device: Bad swap file entry 3ffffffffffff"),
    MarkerCase(.memory, "get_swap_device: Bad swap offset entry 7c0000000001a2b3"),
    MarkerCase(.memory, "Bad swap file entry 7c00000000000001"),
    MarkerCase(.memory, "_swap_info_get: Unused swap file entry 7c00000000000001"),
    MarkerCase(.memory, "swap_free: Unused swap offset entry 00004000"),
    MarkerCase(.warning, "resource: Trying to free nonexistent resource <0x0000000100000000-0x00000001ffffffff>"),
    MarkerCase(.leak, "kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)"),
    MarkerCase(.warning, "WARNING: CPU: 0 PID: 123 at mm/memremap.c:234 memremap_pages+0x123/0x456"),
    MarkerCase(.warning, "WARNING: mm/memremap.c:234 at memremap_pages+0x123/0x456, CPU#0: insmod/123"),
    MarkerCase(.warning, "WARNING: at memremap_pages+0x123/0x456, CPU#0: insmod/123"),
    MarkerCase(.warning, "BUG: using smp_processor_id() in preemptible [00000000] code: insmod/123"),

    MarkerCase(nil, "WARNING: nvram corruption detected: 0-partition is bad, ignoring NVRAM contents"),
    MarkerCase(nil, "INFO: lockdep is turned off."),
    MarkerCase(nil, "INFO: NMI handler (perf_event_nmi_handler) took too long to run: 3.2 msecs"),
    MarkerCase(nil, "WARNING: Support for this device is not maintained"),
    MarkerCase(nil, "Kernel command line: oops=panic softlockup_panic=1 console=ttyS0"),
    MarkerCase(
        nil, "traps: hmm-tests[123] general protection fault ip:401234 sp:7ffd error:0 in hmm-tests[400000+1000]"),
    MarkerCase(nil, "traps: hmm-tests[123] trap invalid opcode ip:401234 sp:7ffd error:0"),
    MarkerCase(nil, "hmm-tests[123]: segfault at 0 ip 000000 sp 0000 error 4"),
    MarkerCase(nil, "rcu: RCU CPU stall warnings timeout set to 21 (rcu_cpu_stall_timeout)."),
    MarkerCase(nil, "Out of memory: Killed process 123 (hmm-tests) total-vm:1kB"),
    MarkerCase(nil, "---[ end Kernel panic - not syncing: Attempted to kill init! ]---"),
    MarkerCase(nil, "[Firmware Bug]: TSC not synchronous to P0"),
    MarkerCase(nil, "Loops: 12"),
    MarkerCase(nil, "Adding 1048572k swap on /dev/vda2.  Priority:-2 extents:1 across:1048572k"),
    MarkerCase(nil, "kmemleak: Automatic memory scanning thread started"),
    MarkerCase(nil, "INFO: task hmm-tests:123 is blocked on a mutex likely owned by task x:1."),
    MarkerCase(nil, "Future hung task reports are suppressed, see sysctl kernel.hung_task_warnings"),
]

@Suite struct MarkerTests {
    @Test(arguments: markerCases) func line(_ example: MarkerCase) {
        for prefix in ["", "[    1.234567] ", "<4>[   12.000001][ T123] ", "[    0.000000][    C0] ", "<12>"] {
            var scanner = KernelLogScanner(rung: .load)
            let beginning = scanner.feed(line: Array("\(prefix)\(example.line)\r".utf8))
            #expect(beginning?.kind == example.kind)
            #expect(beginning?.title == (example.kind == nil ? nil : example.line))
            #expect(scanner.reports.count == (example.kind == nil ? 0 : 1))
        }
    }

    /// Anything may follow `[ cut here ]`, as long as it says WARNING.
    @Test func afterACutEveryWarningCounts() {
        var scanner = KernelLogScanner()
        #expect(scanner.feed(line: Array("------------[ cut here ]------------".utf8)) == nil)
        #expect(scanner.feed(line: Array("WARNING: something of another form".utf8))?.kind == .warning)
        #expect(scanner.reports.count == 1)
    }

    @Test func aCutWithoutWhatFollowsIsStillAReport() {
        var scanner = KernelLogScanner()
        scanner.feed(line: Array("------------[ cut here ]------------".utf8))
        scanner.finish()
        #expect(scanner.reports.map(\.kind) == [.warning])
    }
}

@Suite struct ReportTests {
    private func reports(_ text: String) -> [KernelReport] {
        var scanner = KernelLogScanner(rung: .`init`)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            scanner.feed(line: Array(line.utf8))
        }
        scanner.finish()
        return scanner.reports
    }

    @Test func aWarningEndsWithItsTrace() {
        let found = reports(Samples.warningX86 + "\n[   20.0] hmm: next line\n")
        #expect(found.count == 1)
        #expect(found[0].kind == .warning)
        #expect(found[0].title == "WARNING: CPU: 0 PID: 123 at mm/memremap.c:234 memremap_pages+0x123/0x456")
        #expect(found[0].rung == .`init`)
        #expect(found[0].lines.first == "------------[ cut here ]------------")
        #expect(found[0].lines.last == "---[ end trace 0000000000000000 ]---")
        #expect(found[0].lines.count == Samples.warningX86.split(separator: "\n").count)
    }

    /// The same fault in another boot: other times, addresses, processes, CPUs, offsets, build ids, and a rebuilt kernel's line.
    @Test func fingerprintIsTheSameTheNextNight() {
        let other = Samples.warningX86
            .replacingOccurrences("[   12.345678]", "[  112.000001][  T991]").replacingOccurrences(
                "PID: 123", "PID: 4711"
            )
            .replacingOccurrences("CPU: 0", "CPU: 3").replacingOccurrences(":234", ":261")
            .replacingOccurrences("+0x123/0x456", "+0x12a/0x460").replacingOccurrences("0x5d/0x80", "0x6d/0x90")
            .replacingOccurrences("a1b2c3d4e5", "0f0f0f0f0f")
        #expect(other != Samples.warningX86)
        #expect(reports(other)[0].fingerprint == reports(Samples.warningX86)[0].fingerprint)
        #expect(reports(other)[0].fingerprint.hasPrefix("warning-"))
    }

    @Test(arguments: [
        ("memremap_pages+", "memunmap_pages+"), ("probe_init+", "probe_exit+"), ("mm/memremap.c", "mm/migrate.c"),
    ]) func anotherFaultHasAnotherFingerprint(_ from: String, _ to: String) {
        let other = Samples.warningX86.replacingOccurrences(from, to)
        #expect(reports(other)[0].fingerprint != reports(Samples.warningX86)[0].fingerprint)
    }

    @Test func anOopsInSeveralLinesIsOneReport() {
        let found = reports(Samples.oopsX86 + "\n" + Samples.panic)
        #expect(found.map(\.kind) == [.oops, .panic])
        #expect(found[0].title.hasPrefix("BUG: kernel NULL pointer dereference"))
        #expect(found[0].lines.contains { $0.hasPrefix("Oops: ") })
        #expect(found[1].lines.last == "---[ end Kernel panic - not syncing: Fatal exception ]---")
        #expect(found.allSatisfy { $0.isFatal })
    }

    /// A second oops of another processor, before the first one has ended, is a second report.
    @Test func anOopsAfterATraceIsAnother() {
        let first = "BUG: unable to handle page fault for address: 1\nCall Trace:\n <TASK>\n f+0x1/0x2\n"
        #expect(reports(first + "Oops: 0000 [#2] SMP\n").map(\.kind) == [.oops, .oops])
        #expect(reports("BUG: unable to handle page fault for address: 1\nOops: 0000 [#1] SMP\n").count == 1)
    }

    @Test func armAndPowerTraces() {
        let arm = reports(Samples.oopsARM)
        #expect(arm.map(\.kind) == [.oops])
        #expect(arm[0].lines.last == "---[ end trace 0000000000000000 ]---")
        let moved = Samples.oopsARM.replacingOccurrences("ffff8000822c3a50", "ffff8000811c3a50")
        #expect(reports(moved)[0].fingerprint == arm[0].fingerprint)
        #expect(
            reports(Samples.oopsARM.replacingOccurrences("dmirror_release", "other"))[0].fingerprint
                != arm[0].fingerprint)

        // As many lines say what happened as on x86, in words of their own.
        let fault = reports(Samples.oopsPower)
        #expect(fault.map(\.kind) == [.oops])
        #expect(fault[0].isFatal && fault[0].title == "BUG: Kernel NULL pointer dereference on read at 0x00000008")
        #expect(fault[0].lines.count == Samples.oopsPower.split(separator: "\n").count)
        let again = Samples.oopsPower.replacingOccurrences("c0080000", "c00800aa").replacingOccurrences(
            "0x00000008", "0x00000010")
        #expect(reports(again)[0].fingerprint == fault[0].fingerprint)
        for function in ["dmirror_device_evict_chunk", "dmirror_fops_release", "__fput"] {
            let other = reports(Samples.oopsPower.replacingOccurrences(function, "other"))
            #expect(other[0].fingerprint != fault[0].fingerprint)
        }

        let power = reports(Samples.warningPower)
        #expect(power.map(\.kind) == [.warning])
        let elsewhere = Samples.warningPower.replacingOccurrences("c0000000", "c00000aa")
        #expect(reports(elsewhere)[0].fingerprint == power[0].fingerprint)
        #expect(
            reports(Samples.warningPower.replacingOccurrences("probe_init", "x"))[0].fingerprint
                != power[0].fingerprint)
    }

    /// Reports without an end mark end with their trace: what follows is not theirs, and a second one is a second one.
    @Test func aTraceWithoutAnEndMark() {
        let found = reports(Samples.badPage + "\nusual line\n" + Samples.badPage)
        #expect(found.map(\.kind) == [.memory])
        #expect(found[0].count == 2, "the same thing, twice")
        #expect(found.allSatisfy { !$0.lines.contains("usual line") })
        #expect(found[0].lines.last == " </TASK>")
    }

    /// mm/page_poison.c: the bytes, how it was found, then the page, which is no part of the trace.
    @Test func aPoisonedPageIsOneReport() {
        let found = reports(Samples.poisonedPage + "\nusual line")
        #expect(found.map(\.kind) == [.memory])
        #expect(found[0].title == "pagealloc: memory corruption")
        #expect(found[0].lines.contains { $0.hasPrefix("0000000051a4b7e5: ") })
        #expect(found[0].lines.last == " </TASK>")
    }

    @Test func aSingleLineReportTakesNoneOfWhatFollows() {
        let found = reports("BUG: Bad rss-counter state mm:00000000a1b2c3d4 type:MM_ANONPAGES val:3\nusual line")
        #expect(found.map(\.lines.count) == [1])
    }

    @Test func whatNeverEndsIsCut() {
        let endless = "Call Trace:\n" + String(repeating: " f+0x1/0x2\n", count: 5000)
        let found = reports("WARNING: CPU: 0 PID: 1 at mm/a.c:1 f+0x1/0x2\n" + endless)
        #expect(found.count == 1)
        #expect(found[0].lines.count == OpenReport.longest)
    }

    @Test func aStormIsCountedNotKept() {
        var scanner = KernelLogScanner()
        func letters(_ number: Int) -> String {
            String(number).map { String(UnicodeScalar(UInt8($0.asciiValue! + 49))) }.joined()
        }
        for index in 0..<500 {
            scanner.feed(line: Array("WARNING: mm/a.c:7 at \(letters(index))+0x1/0x2, CPU#0: x/1".utf8))
        }
        scanner.feed(line: Array("Kernel panic - not syncing: x".utf8))
        scanner.finish()
        #expect(scanner.reports.count == KernelLogScanner.mostReports + 1)
        #expect(scanner.reports.last?.kind == .panic)
        #expect(scanner.dropped == 500 - KernelLogScanner.mostReports)
    }

    @Test func repeatsTakeNoRoomFromOthers() {
        var scanner = KernelLogScanner(rung: .selftests)
        for _ in 0..<1000 { scanner.feed(line: Array("WARNING: mm/a.c:7 at f+0x1/0x2, CPU#0: x/1".utf8)) }
        scanner.feed(line: Array("strait-test: #  RUN           hmm.a.b ...".utf8))
        scanner.feed(line: Array("BUG: kernel NULL pointer dereference, address: 0".utf8))
        scanner.feed(line: Array("strait-test: ok 2 hmm.a.b".utf8))
        scanner.feed(line: Array("WARNING: mm/b.c:7 at g+0x1/0x2, CPU#0: x/1".utf8))
        scanner.finish()
        #expect(scanner.reports.map(\.count) == [1000, 1, 1])
        #expect(scanner.reports.map(\.during) == [nil, "hmm.a.b", nil])
        #expect(scanner.reports.map(\.order) == [1, 2, 3])
        #expect(scanner.reports.bySeverity.map(\.kind) == [.oops, .warning, .warning])
        #expect(scanner.reports.bySeverity.firstInTime?.title == "WARNING: mm/a.c:7 at f+0x1/0x2, CPU#0: x/1")
        #expect(scanner.dropped == 0)
    }

    @Test func theSecondBannerIsAReboot() {
        let banner = "[    0.000000] Linux version 7.3.4+deb13-amd64 (debian-kernel@lists.debian.org)"
        #expect(reports(banner + "\nok").isEmpty)
        let found = reports(banner + "\nok\n" + banner + "\nok")
        #expect(found.map(\.kind) == [.reboot])
        #expect(found[0].isFatal)
    }
}
