// SPDX-License-Identifier: Apache-2.0

import StraitModel
import StraitReport

extension Samples {
    /// A night in which everything that can happen does: two kernels, every outcome, an unfinished end.
    static func trouble() -> ReportInput {
        let cells =
            smokeCells(kernel: "base") + smokeCells(kernel: "patched")
            + [cell(.ppc64le, ["mmu": .text("radix"), "kaslr": .text("random")], kernel: "patched")]
        var results = cells.map(Results.smoke)
        for index in 14..<22 { pass(&results[index], cells[index]) }
        crash(&results[17])
        results[19] = hung(cells[19])
        results[21] = invalid(cells[21])
        results[23] = infrastructure(cells[23])
        results[25].suites = [.hmmTests(planned: 78, tests: Array(Results.tests(failing: [3, 11]).dropLast(4)))]
        results[25].outcome = .failed
        results[25].rung = .selftests
        results[25].cause = "2 of hmm-tests failed, and 4 have no result"
        results[25].ladder[8] = RungRecord(.selftests, .failed, seconds: 30.2, cause: results[25].cause)
        noPages(&results[5])
        results[28] = Results.blank(cells[28], .unsupported, .host, cells[28].unsupported)
        results.remove(at: 27)
        return input(cells, results, name: "nightly", finished: false)
    }

    /// What a kernel does whose device memory needs no physical addresses.
    private static func pass(_ result: inout CellResult, _ cell: Cell) {
        result.outcome = .passed
        result.rung = .log
        (result.cause, result.errno) = (nil, nil)
        result.capacity = Capacity(largestMiB: Mebibytes(1 << 25), start: nil)
        result.deviceMemory = cell.workload.deviceMemory.map { DeviceMemoryResult($0, .passed, rung: .`init`) }
        result.suites = [.hmmTests(planned: 78, tests: Results.tests())]
        result.ladder = Results.ladder(cell)
    }

    private static func crash(_ result: inout CellResult) {
        let title = "BUG: kernel NULL pointer dereference, address: 0000000000000010"
        let trace = [
            title, "#PF: supervisor read access in kernel mode", "Oops: Oops: 0000 [#1] SMP NOPTI",
            "CPU: 0 UID: 0 PID: 71 Comm: hmm-tests Not tainted 7.3.4 #1", "RIP: 0010:zone_device_page_init+0x2d/0x90",
            "Call Trace:", " <TASK>", " dmirror_devmem_alloc_page+0x1c2/0x270 [test_hmm]",
            " dmirror_migrate_to_device+0x4f1/0x760 [test_hmm]", " __x64_sys_ioctl+0x94/0xe0",
            " do_syscall_64+0x84/0x800",
            " entry_SYSCALL_64_after_hwframe+0x76/0x7e", " </TASK>", "---[ end trace 0000000000000000 ]---",
        ]
        result.outcome = .crashed
        result.rung = .selftests
        result.cause = title
        result.reports = [
            KernelReport(kind: .oops, title: title, rung: .selftests, lines: trace, fingerprint: "a1"),
            KernelReport(
                kind: .panic, title: "Kernel panic - not syncing: Fatal exception", rung: .selftests,
                lines: ["Kernel panic - not syncing: Fatal exception", "Kernel Offset: 0x25000000"], fingerprint: "b2"),
        ]
        result.ladder = Array(result.ladder.prefix(9))
        result.ladder[8] = RungRecord(.selftests, .crashed, seconds: 7.9, cause: title)
        result.suites = [.hmmTests(planned: 78, tests: Array(Results.tests().prefix(6)))]
    }

    private static func hung(_ cell: Cell) -> CellResult {
        var result = Results.blank(
            cell, .hung, .boot, "no word from the guest within 60 s; the last line is “pci 0000:00:159.0: BAR 0”")
        result.ladder =
            Array(Results.ladder(cell, upTo: .boot).dropLast()) + [
                RungRecord(.boot, .hung, seconds: 60, cause: "no word from the guest within 60 s")
            ]
        result.phases = Phases(define: 0.2, boot: 60)
        return result
    }

    private static func invalid(_ cell: Cell) -> CellResult {
        var result = Results.blank(cell, .invalid, .axes, "requested physBits 46, the guest shows 40")
        result.effective["physBits"] = .integer(40)
        result.ladder =
            Results.ladder(cell, upTo: .login) + [
                RungRecord(.axes, .invalid, seconds: 0.2, cause: "requested physBits 46, the guest shows 40")
            ]
        return result
    }

    private static func infrastructure(_ cell: Cell) -> CellResult {
        var result = Results.blank(
            cell, .infrastructure, .login, "the SSH session broke before the first command (connection reset)")
        result.attempts = 3
        result.retried = [
            "QEMU ended by signal 9", "the SSH session broke before the first command (connection reset)",
        ]
        result.ladder =
            Results.ladder(cell, upTo: .boot) + [RungRecord(.login, .infrastructure, seconds: 10, cause: result.cause)]
        return result
    }

    private static func noPages(_ result: inout CellResult) {
        result.outcome = .failed
        result.rung = .`init`
        result.errno = .enomem
        result.cause = "the struct pages of 32GiB do not fit in the guest's RAM"
        result.deviceMemory[2] = DeviceMemoryResult(
            result.deviceMemory[2].size, .failed, rung: .`init`, errno: .enomem, start: Address(0xf4_0000_0000))
        result.ladder[7] = RungRecord(.`init`, .failed, seconds: 2.4, cause: result.cause, errno: .enomem)
        result.notes = ["12 lines of the kernel's log were lost before they were read"]
    }
}
