// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A pattern that begins a kernel report.
struct Marker {
    /// The kind of report.
    let kind: KernelReport.Kind
    /// The parts that the line has to contain, in this order.
    let parts: [[UInt8]]
    /// Whether the report is only this line.
    var isSingleLine = false

    init(_ kind: KernelReport.Kind, _ parts: String..., isSingleLine: Bool = false) {
        self.kind = kind
        self.parts = parts.map { Array($0.utf8) }
        self.isSingleLine = isSingleLine
    }

    /// The marker in this line, if any. `afterCut`: the line before was `[ cut here ]`, so any `WARNING:` counts.
    static func inLine(_ line: LogLine, afterCut: Bool) -> Marker? {
        guard !line.contains(endOfReport), !harmless.contains(where: line.starts) else { return nil }
        if let hit = table.first(where: { line.contains($0.parts) }), !isAboutUserSpace(line) { return hit }
        guard line.contains(warning) else { return line.starts(with: bug) ? anyBug : nil }
        return afterCut || isKernelWarning(line) ? kernelWarning : nil
    }

    /// The first line of most reports.
    static let cutHere = Array("[ cut here ]".utf8)
    /// Part of the last line of a report with a trace, and of a panic, which repeats its message there.
    static let endOfReport = Array("---[ end ".utf8)

    private static let warning = Array("WARNING: ".utf8)
    private static let bug = Array("BUG: ".utf8)
    private static let kernelWarning = Marker(.warning, "WARNING: ")
    /// A `BUG: ` that the table does not know: something is wrong, but the kernel continues.
    private static let anyBug = Marker(.warning, "BUG: ")

    /// Harmless messages of firmware and of the kernel.
    private static let harmless = [
        "WARNING: nvram corruption detected", "INFO: lockdep is turned off", "lockdep is turned off",
        "INFO: NMI handler",
    ].map { Array($0.utf8) }

    /// Whether the message is about a fault of a program: the kernel words it almost like its own.
    private static func isAboutUserSpace(_ line: LogLine) -> Bool {
        line.starts(with: Array("traps: ".utf8)) && line.contains([Array(" ip:".utf8), Array(" sp:".utf8)])
    }

    /// `WARNING: CPU: 0 PID: 1 at …` (up to 6.18), `WARNING: mm/x.c:1 at …` and `WARNING: at …` (later). They contain a
    /// place, so they count even if the line before them was lost.
    private static func isKernelWarning(_ line: LogLine) -> Bool {
        guard let start = Bytes.find(warning, in: line.text) else { return false }
        let words = line.text.dropFirst(start + warning.count).prefix(512)
            .split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: true)
        guard let first = words.first else { return false }
        if first.elementsEqual("CPU:".utf8) || first.elementsEqual("at".utf8) { return true }
        guard words.count > 1, words[1].elementsEqual("at".utf8), let colon = first.lastIndex(of: 0x3a) else {
            return false
        }
        let number = first[(colon + 1)...]
        return !number.isEmpty && number.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static let table: [Marker] = [
        Marker(.panic, "Kernel panic - not syncing"),
        Marker(.kasan, "BUG: KASAN:"), Marker(.kasan, "BUG: KCSAN:"), Marker(.kasan, "BUG: KMSAN:"),
        Marker(.kasan, "BUG: KFENCE:"), Marker(.ubsan, "UBSAN:"),
        Marker(.bug, "kernel BUG at"),
        Marker(.oops, "Internal error:"), Marker(.oops, "Unable to handle kernel"),
        Marker(.oops, "BUG: unable to handle"), Marker(.oops, "BUG: kernel NULL pointer"),
        // powerpc's (arch/powerpc/mm/fault.c).
        Marker(.oops, "BUG: Unable to handle"), Marker(.oops, "BUG: Kernel NULL pointer"),
        Marker(.oops, "Oops "), Marker(.oops, "Oops:"), Marker(.oops, "Oops-"),
        Marker(.oops, "general protection fault"), Marker(.oops, "divide error:"), Marker(.oops, "invalid opcode:"),
        Marker(.oops, "PANIC: double fault"), Marker(.oops, "Unhandled fault:"),
        Marker(.memory, "BUG: Bad page state"), Marker(.memory, "BUG: Bad page cache"),
        Marker(.memory, "BUG: Bad page map"), Marker(.memory, "Bad rss-counter", isSingleLine: true),
        Marker(.memory, "non-zero nr_ptes", isSingleLine: true),
        Marker(.memory, "non-zero pgtables_bytes", isSingleLine: true),
        Marker(.memory, ": bad pmd "), Marker(.memory, ": bad pud "), Marker(.memory, ": bad p4d "),
        Marker(.memory, ": bad pgd "),
        // mm/page_poison.c: a free page was written to, in one bit or more.
        Marker(.memory, "pagealloc: memory corruption"), Marker(.memory, "pagealloc: single bit error"),
        // mm/swapfile.c; this includes device-private page table entries. Older kernels also print `Unused`.
        Marker(.memory, "Bad swap file entry ", isSingleLine: true),
        Marker(.memory, "Bad swap offset entry ", isSingleLine: true),
        Marker(.memory, "Unused swap file entry ", isSingleLine: true),
        Marker(.memory, "Unused swap offset entry ", isSingleLine: true),
        // kernel/resource.c: address space was freed that was not in use.
        Marker(.warning, "Trying to free nonexistent resource", isSingleLine: true),
        // `BUG kmalloc-64 (Not tainted): Right Redzone overwritten` (mm/slub.c).
        Marker(.memory, "BUG ", "ainted", "): "),
        Marker(.leak, "BUG: memory leak"), Marker(.leak, "kmemleak:", "new suspected memory leak", isSingleLine: true),
        Marker(.lockdep, "possible circular locking"), Marker(.lockdep, "possible recursive locking"),
        Marker(.lockdep, "inconsistent lock state"), Marker(.lockdep, "suspicious RCU usage"),
        Marker(.lockdep, "sleeping function called from invalid context"),
        Marker(.lockdep, "scheduling while atomic"), Marker(.lockdep, "bad unlock balance"),
        // Lines without a place (kernel/locking/lockdep.c).
        Marker(.lockdep, "possible irq lock inversion"), Marker(.lockdep, "-unsafe lock order detected"),
        Marker(.lockdep, "BUG: Invalid wait context"), Marker(.lockdep, "Nested lock was not taken"),
        Marker(.lockdep, "bad contention detected"), Marker(.lockdep, "held lock freed"),
        Marker(.lockdep, "still has locks held"), Marker(.lockdep, "lock held when returning to user space"),
        Marker(.lockdep, "trying to register non-static key"), Marker(.lockdep, "chain_key collision"),
        Marker(.stall, "rcu", "detected", "stall"), Marker(.stall, "soft lockup"),
        Marker(.stall, "hard LOCKUP"), Marker(.stall, "workqueue lockup"),
        // Also `blocked in I/O wait for more than` (kernel/hung_task.c).
        Marker(.stall, "INFO: task ", " blocked", " for more than "),
    ]
}
