// SPDX-License-Identifier: Apache-2.0

/// What guests show of their CPUs.
enum SampleCPU {
    /// The flags of QEMU's `max`, with five levels of page tables in use (7.3.4).
    static let flags5 =
        "fpu de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush acpi mmx fxsr sse sse2 "
        + "ss syscall nx mmxext pdpe1gb rdtscp lm 3dnowext 3dnow rep_good nopl xtopology cpuid extd_apicid pni "
        + "pclmulqdq monitor ssse3 fma cx16 sse4_1 sse4_2 movbe popcnt aes xsave avx f16c rdrand hypervisor "
        + "lahf_lm svm cr8_legacy abm sse4a 3dnowprefetch vmmcall fsgsbase bmi1 avx2 smep bmi2 mpx adx smap "
        + "clflushopt clwb xsaveopt xgetbv1 arat npt vgif umip pku ospke vaes la57"

    /// `/proc/cpuinfo`, each key as x86 writes it.
    static func x86(physBits: Int = 40, virtualBits: Int = 48, flags: String) -> String {
        "processor\t: 0\nmodel name\t: QEMU TCG CPU version 2.5+\nflags\t\t: \(flags)\nvmx flags\t: vnmi\n"
            + "bugs\t\t: spectre_v1\naddress sizes\t: \(physBits) bits physical, \(virtualBits) bits virtual\n"
    }

    /// Of the same machine with `no5lvl` (arch/x86/kernel/cpu/common.c): what CPUID says of the width stays.
    static let flags4 = flags5.replacingOccurrences(" la57", "")
}

/// Kernel reports as kernels print them.
enum Samples {
    static let warningX86 = """
        [   12.345678] ------------[ cut here ]------------
        [   12.345678] WARNING: CPU: 0 PID: 123 at mm/memremap.c:234 memremap_pages+0x123/0x456
        [   12.345678] Modules linked in: strait_probe(OE+)
        [   12.345678] CPU: 0 UID: 0 PID: 123 Comm: insmod Tainted: G           OE       7.3.4 #1 PREEMPT
        [   12.345678] Hardware name: QEMU Standard PC (Q35 + ICH9, 2009)
        [   12.345678] RIP: 0010:memremap_pages+0x123/0x456
        [   12.345678] Code: 00 00 48 89 c3 <0f> 0b 48 89 df e8
        [   12.345678] RSP: 0018:ffffb7cd010bfb88 EFLAGS: 00010282
        [   12.345678] Call Trace:
        [   12.345678]  <TASK>
        [   12.345678]  ? __warn.cold+0x93/0xfa
        [   12.345678]  ? memremap_pages+0x123/0x456
        [   12.345678]  region_init.isra.0+0x5d/0x80 [strait_probe a1b2c3d4e5]
        [   12.345678]  probe_init+0x5d/0x80 [strait_probe a1b2c3d4e5]
        [   12.345678]  do_one_initcall+0x5d/0x80
        [   12.345678]  do_init_module+0x5d/0x80
        [   12.345678]  entry_SYSCALL_64_after_hwframe+0x76/0x7e
        [   12.345678] RIP: 0033:0x7f1234567890
        [   12.345678]  </TASK>
        [   12.345678] ---[ end trace 0000000000000000 ]---
        """

    static let oopsX86 = """
        [    5.100000] BUG: kernel NULL pointer dereference, address: 0000000000000008
        [    5.100000] #PF: supervisor read access in kernel mode
        [    5.100000] #PF: error_code(0x0000) - not-present page
        [    5.100000] PGD 0 P4D 0
        [    5.100000] Oops: Oops: 0000 [#1] SMP NOPTI
        [    5.100000] CPU: 0 UID: 0 PID: 99 Comm: insmod Not tainted 7.3.4 #1
        [    5.100000] RIP: 0010:dmirror_release+0x8/0x20 [test_hmm]
        [    5.100000] Call Trace:
        [    5.100000]  <TASK>
        [    5.100000]  __fput+0xf5/0x2d0
        [    5.100000]  </TASK>
        [    5.100000] CR2: 0000000000000008
        [    5.100000] ---[ end trace 0000000000000000 ]---
        """

    static let panic = """
        [    5.200000] Kernel panic - not syncing: Fatal exception
        [    5.200000] Kernel Offset: 0x2a000000 from 0xffffffff81000000
        [    5.200000] ---[ end Kernel panic - not syncing: Fatal exception ]---
        """

    static let oopsARM = """
        [    3.000000] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000010
        [    3.000000] Mem abort info:
        [    3.000000]   ESR = 0x0000000096000004
        [    3.000000] Internal error: Oops: 0000000096000004 [#1]  SMP
        [    3.000000] CPU: 0 UID: 0 PID: 88 Comm: rmmod Not tainted 7.3.4-arm64 #1
        [    3.000000] pstate: 60400005 (nZCv daif +PAN -UAO)
        [    3.000000] pc : dmirror_release+0x18/0x40 [test_hmm]
        [    3.000000] lr : __fput+0xcc/0x2e0
        [    3.000000] sp : ffff8000822c3a50
        [    3.000000] Call trace:
        [    3.000000]  dmirror_release+0x18/0x40 [test_hmm] (P)
        [    3.000000]  __fput+0xcc/0x2e0
        [    3.000000]  el0t_64_sync+0x1a4/0x1a8
        [    3.000000] Code: d65f03c0 d503201f
        [    3.000000] ---[ end trace 0000000000000000 ]---
        """

    static let oopsPower = """
        [    6.000000] BUG: Kernel NULL pointer dereference on read at 0x00000008
        [    6.000000] Faulting instruction address: 0xc00800000a1b2c3c
        [    6.000000] Oops: Kernel access of bad area, sig: 11 [#1]
        [    6.000000] LE PAGE_SIZE=4K MMU=Radix  SMP NR_CPUS=2048 NUMA pSeries
        [    6.000000] Modules linked in: test_hmm strait_probe(OE)
        [    6.000000] CPU: 0 UID: 0 PID: 88 Comm: hmm-tests Tainted: G           OE       7.3.4-powerpc64le #1 VOLUNTARY
        [    6.000000] Tainted: [O]=OOT_MODULE, [E]=UNSIGNED_MODULE
        [    6.000000] Hardware name: IBM pSeries (emulated by qemu) POWER9 (architected) 0x4e1202 0xf000005 pSeries
        [    6.000000] NIP:  c00800000a1b2c3c LR: c00800000a1b2c10 CTR: c000000000812340
        [    6.000000] REGS: c000000003e7b6f0 TRAP: 0300   Tainted: G           OE        (7.3.4-powerpc64le)
        [    6.000000] MSR:  800000000280b033 <SF,VEC,VSX,EE,FP,ME,IR,DR,RI,LE>  CR: 24002822  XER: 00000000
        [    6.000000] CFAR: c00800000a1b2c14 DAR: 0000000000000008 DSISR: 40000000 IRQMASK: 0
        [    6.000000] GPR00: c00800000a1b2c10 c000000003e7b990 c00800000a1c8000 0000000000000000
        [    6.000000] NIP [c00800000a1b2c3c] dmirror_device_evict_chunk+0x8c/0x3a0 [test_hmm]
        [    6.000000] LR [c00800000a1b2c10] dmirror_device_evict_chunk+0x60/0x3a0 [test_hmm]
        [    6.000000] Call Trace:
        [    6.000000] [c000000003e7b990] [c00800000a1b2c10] dmirror_device_evict_chunk+0x60/0x3a0 [test_hmm] (unreliable)
        [    6.000000] [c000000003e7ba30] [c00800000a1b3d58] dmirror_fops_release+0x58/0xf0 [test_hmm]
        [    6.000000] [c000000003e7ba70] [c0000000005b9f4c] __fput+0x11c/0x390
        [    6.000000] [c000000003e7bae0] [c0000000005b2a04] sys_close+0x54/0xb0
        [    6.000000] [c000000003e7bb10] [c00000000002f1e4] system_call_exception+0x134/0x360
        [    6.000000] [c000000003e7be50] [c00000000000d15c] system_call_vectored_common+0x15c/0x2ec
        [    6.000000] --- interrupt: 3000 at 0x7fff9a1b2c3c
        [    6.000000] Code: 7c7f1b78 7c9e2378 4bfffe75 e8410018 2c230000 4182001c e93f0000 <e8690008> 38800000
        [    6.000000] ---[ end trace 0000000000000000 ]---
        """

    static let warningPower = """
        [    8.000000] ------------[ cut here ]------------
        [    8.000000] WARNING: mm/memremap.c:99 at memremap_pages+0x98/0x780, CPU#0: insmod/77
        [    8.000000] CPU: 0 UID: 0 PID: 77 Comm: insmod Tainted: G OE 7.2.12-powerpc64le #1
        [    8.000000] NIP:  c000000000123456 LR: c000000000123450 CTR: 0000000000000000
        [    8.000000] NIP [c000000000123456] memremap_pages+0x98/0x780
        [    8.000000] LR [c000000000123450] memremap_pages+0x90/0x780
        [    8.000000] Call Trace:
        [    8.000000] [c000000003e7b9a0] [c000000000123456] memremap_pages+0x98/0x780 (unreliable)
        [    8.000000] [c000000003e7ba20] [c008000000ab1234] probe_init+0x74/0x100 [strait_probe]
        [    8.000000] [c000000003e7bb00] [c000000000010abc] do_one_initcall+0x60/0x310
        [    8.000000] ---[ end trace 0000000000000000 ]---
        """

    static let poisonedPage = """
        [    9.100000] pagealloc: memory corruption
        [    9.100000] 0000000051a4b7e5: 00 00 00 00 00 00 00 00                          ........
        [    9.100000] CPU: 0 UID: 0 PID: 5 Comm: hmm-tests Not tainted 7.3.4 #1
        [    9.100000] Hardware name: QEMU Standard PC (Q35 + ICH9, 2009)
        [    9.100000] Call Trace:
        [    9.100000]  <TASK>
        [    9.100000]  dump_stack_lvl+0x5d/0x80
        [    9.100000]  __kernel_unpoison_pages.cold+0x7a/0x91
        [    9.100000]  post_alloc_hook+0x4a/0x60
        [    9.100000]  get_page_from_freelist+0x4a/0x60
        [    9.100000]  </TASK>
        [    9.100000] page: refcount:1 mapcount:0 mapping:0000000000000000 index:0x0 pfn:0x7ff01
        [    9.100000] page dumped because: pagealloc: corrupted page details
        """

    static let badPage = """
        [    9.000000] BUG: Bad page state in process hmm-tests  pfn:7ff01
        [    9.000000] page: refcount:0 mapcount:0 mapping:0000000000000000 index:0x0 pfn:0x7ff01
        [    9.000000] page dumped because: nonzero _refcount
        [    9.000000] CPU: 0 UID: 0 PID: 5 Comm: hmm-tests Not tainted 7.3.4 #1
        [    9.000000] Call Trace:
        [    9.000000]  <TASK>
        [    9.000000]  dump_stack_lvl+0x5d/0x80
        [    9.000000]  bad_page.cold+0x7a/0x91
        [    9.000000]  free_unref_page+0x4a/0x60
        [    9.000000]  </TASK>
        """
}

extension String {
    /// How often `text` occurs.
    func components(_ text: String) -> Int { split(separator: text, omittingEmptySubsequences: false).count - 1 }

    func replacingOccurrences(_ old: String, _ new: String) -> String {
        split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
}
