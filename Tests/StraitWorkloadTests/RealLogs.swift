// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

/// Whole reports as 7.x kernels print them, between lines that are none of theirs.
struct RealLog: Sendable, CustomTestStringConvertible {
    let kind: KernelReport.Kind
    /// The line that says what it is.
    let title: String
    /// The report's own last line.
    let last: String
    /// What its fingerprint has to depend on.
    let function: String
    let text: String
    var testDescription: String { title }

    static let all = [kernelBug, kasan, circular, inversion, rcuStall, softLockup, hungTask, redzone]

    private static let kernelBug = RealLog(
        kind: .bug, title: "kernel BUG at mm/memremap.c:123!", last: "---[ end trace 0000000000000000 ]---",
        function: "memremap_pages",
        text: """
            [   10.000001] ------------[ cut here ]------------
            [   10.000002] kernel BUG at mm/memremap.c:123!
            [   10.000003] Oops: invalid opcode: 0000 [#1] SMP NOPTI
            [   10.000004] CPU: 0 UID: 0 PID: 77 Comm: strait-guest Tainted: G           OE       7.3.4 #1 PREEMPT(lazy)
            [   10.000005] RIP: 0010:memremap_pages+0x9f/0x8f0
            [   10.000006] Call Trace:
            [   10.000007]  <TASK>
            [   10.000008]  region_init+0x5d/0x80 [strait_probe]
            [   10.000009]  </TASK>
            [   10.000010] Modules linked in: strait_probe(OE)
            [   10.000011] ---[ end trace 0000000000000000 ]---
            """)

    private static let kasan = RealLog(
        kind: .kasan, title: "BUG: KASAN: slab-use-after-free in dmirror_fops_release+0x4e/0x60 [test_hmm]",
        last: "==================================================================", function: "dmirror_fops_release",
        text: """
            [   20.100000] ==================================================================
            [   20.100123] BUG: KASAN: slab-use-after-free in dmirror_fops_release+0x4e/0x60 [test_hmm]
            [   20.100456] Read of size 8 at addr ffff888104a3c008 by task hmm-tests/321
            [   20.100500]
            [   20.100600] CPU: 0 UID: 0 PID: 321 Comm: hmm-tests Tainted: G           OE       7.3.4 #1 PREEMPT(lazy)
            [   20.100601] Call Trace:
            [   20.100602]  <TASK>
            [   20.100603]  dump_stack_lvl+0x4d/0x70
            [   20.100604]  print_report+0x170/0x4f3
            [   20.100605]  kasan_report+0xda/0x110
            [   20.100606]  dmirror_fops_release+0x4e/0x60 [test_hmm]
            [   20.100607]  __fput+0x1f0/0xa20
            [   20.100608]  </TASK>
            [   20.100609]
            [   20.100610] Allocated by task 321:
            [   20.100611]  kasan_save_stack+0x30/0x50
            [   20.100612]  dmirror_fops_open+0x3a/0x1b0 [test_hmm]
            [   20.100613]
            [   20.100614] The buggy address belongs to the object at ffff888104a3c000
                            which belongs to the cache kmalloc-256 of size 256
            [   20.100615] Memory state around the buggy address:
            [   20.100616]  ffff888104a3bf00: fc fc fc fc fc fc fc fc fc fc fc fc fc fc fc fc
            [   20.100617] >ffff888104a3c000: fa fb fb fb fb fb fb fb fb fb fb fb fb fb fb fb
            [   20.100618]                       ^
            [   20.100619] ==================================================================
            [   20.100620] Disabling lock debugging due to kernel taint
            """)

    /// Longer before its trace than any other report: every lock of the cycle has a trace of its own, indented.
    private static let circular = RealLog(
        kind: .lockdep, title: "WARNING: possible circular locking dependency detected", last: " </TASK>",
        function: "dmirror_invalidate",
        text: """
            [   33.000001] ======================================================
            [   33.000002] WARNING: possible circular locking dependency detected
            [   33.000003] 7.3.4 #1 Not tainted
            [   33.000004] ------------------------------------------------------
            [   33.000005] hmm-tests/321 is trying to acquire lock:
            [   33.000006] ffff888104a3c0a8 (&dmirror->mutex){+.+.}-{4:4}, at: dmirror_invalidate+0x2c/0x90 [test_hmm]
            [   33.000007] but task is already holding lock:
            [   33.000008] ffffffff82c5b2c0 (mmu_notifier_invalidate_range_start){+.+.}-{0:0}, at: zap_page_range+0x8f/0x2a0
            [   33.000009] which lock already depends on the new lock.
            [   33.000010] the existing dependency chain (in reverse order) is:
            [   33.000011] -> #1 (mmu_notifier_invalidate_range_start){+.+.}-{0:0}:

            """ + (20..<60).map { "[   33.0000\($0)]        link\($0)+0x1/0x2\n" }.joined() + """
                [   33.000060] -> #0 (&dmirror->mutex){+.+.}-{4:4}:
                [   33.000061]  Possible unsafe locking scenario:
                [   33.000062]        CPU0                    CPU1
                [   33.000063]   lock(mmu_notifier_invalidate_range_start);
                [   33.000064]  *** DEADLOCK ***
                [   33.000065] stack backtrace:
                [   33.000066] CPU: 0 UID: 0 PID: 321 Comm: hmm-tests Not tainted 7.3.4 #1 PREEMPT(lazy)
                [   33.000067] Call Trace:
                [   33.000068]  <TASK>
                [   33.000069]  dump_stack_lvl+0x5b/0x80
                [   33.000070]  print_circular_bug+0x185/0x1d0
                [   33.000071]  check_noncircular+0x10f/0x130
                [   33.000072]  __lock_acquire+0x13f4/0x2100
                [   33.000073]  lock_acquire+0xc2/0x2b0
                [   33.000074]  __mutex_lock+0xb1/0xfa0
                [   33.000075]  dmirror_invalidate+0x2c/0x90 [test_hmm]
                [   33.000076]  __mmu_notifier_invalidate_range_start+0x1a5/0x3c0
                [   33.000077]  </TASK>
                """)

    private static let inversion = RealLog(
        kind: .lockdep, title: "WARNING: possible irq lock inversion dependency detected", last: " </TASK>",
        function: "folio_end_writeback",
        text: """
            [   34.000001] ========================================================
            [   34.000002] WARNING: possible irq lock inversion dependency detected
            [   34.000003] 7.3.4 #1 Not tainted
            [   34.000004] Call Trace:
            [   34.000005]  <TASK>
            [   34.000006]  dump_stack_lvl+0x5b/0x80
            [   34.000007]  print_irq_inversion_bug.part.0+0x1bb/0x240
            [   34.000008]  mark_lock+0x1c0/0x7e0
            [   34.000009]  folio_end_writeback+0x2c/0x90
            [   34.000010]  </TASK>
            """)

    private static let rcuStall = RealLog(
        kind: .stall, title: "rcu: INFO: rcu_preempt self-detected stall on CPU", last: " </TASK>",
        function: "memremap_pages",
        text: """
            [   60.000001] rcu: INFO: rcu_preempt self-detected stall on CPU
            [   60.000002] rcu: \t0-....: (20999 ticks this GP) idle=8b3c/1/0x4000000000000000 softirq=1234/1234 fqs=5249
            [   60.000003] rcu: \t(t=21000 jiffies g=5678 q=12 ncpus=1)
            [   60.000004] CPU: 0 UID: 0 PID: 99 Comm: strait-guest Tainted: G           OE       7.3.4 #1 PREEMPT(lazy)
            [   60.000005] RIP: 0010:memmap_init_zone_device+0x7e/0x120
            [   60.000006] Call Trace:
            [   60.000007]  <TASK>
            [   60.000008]  memremap_pages+0x4c1/0x8f0
            [   60.000009]  </TASK>
            """)

    private static let softLockup = RealLog(
        kind: .stall, title: "watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [strait-guest:99]", last: " </TASK>",
        function: "memremap_pages",
        text: """
            [   52.000001] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [strait-guest:99]
            [   52.000002] CPU#0 Utilization every 4s during lockup:
            [   52.000003] \t#1: 100% system,\t  0% softirq,\t  1% hardirq,\t  0% idle
            [   52.000004] Modules linked in: strait_probe(OE)
            [   52.000005] RIP: 0010:memmap_init_zone_device+0x7e/0x120
            [   52.000006] Call Trace:
            [   52.000007]  <TASK>
            [   52.000008]  memremap_pages+0x4c1/0x8f0
            [   52.000009]  </TASK>
            """)

    private static let hungTask = RealLog(
        kind: .stall, title: "INFO: task hmm-tests:123 blocked in I/O wait for more than 122 seconds.",
        last: " </TASK>", function: "migrate_vma_setup",
        text: """
            [  242.000001] INFO: task hmm-tests:123 blocked in I/O wait for more than 122 seconds.
            [  242.000002]       Tainted: G           OE       7.3.4 #1
            [  242.000003] "echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
            [  242.000004] task:hmm-tests       state:D stack:0     pid:123   tgid:123   ppid:1      task_flags:0x400100
            [  242.000005] Call Trace:
            [  242.000006]  <TASK>
            [  242.000007]  __schedule+0x3f0/0xb00
            [  242.000008]  schedule+0x27/0xd0
            [  242.000009]  migrate_vma_setup+0x15a/0x2b0
            [  242.000010]  </TASK>
            """)

    private static let redzone = RealLog(
        kind: .memory, title: "BUG kmalloc-64 (Tainted: G           OE      ): Right Redzone overwritten",
        last: " </TASK>", function: "dmirror_bounce_fini",
        text: """
            [   44.000001] =============================================================================
            [   44.000002] BUG kmalloc-64 (Tainted: G           OE      ): Right Redzone overwritten
            [   44.000003] -----------------------------------------------------------------------------
            [   44.000004] 0xffff888104a3c040-0xffff888104a3c047 @offset=64. First byte 0x0 instead of 0xcc
            [   44.000005] Object   ffff888104a3c000: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b a5  kkkkkkkkkkkkkkk.
            [   44.000006] Call Trace:
            [   44.000007]  <TASK>
            [   44.000008]  dump_stack_lvl+0x5b/0x80
            [   44.000009]  dmirror_bounce_fini+0x1d/0x40 [test_hmm]
            [   44.000010]  </TASK>
            """)
}
