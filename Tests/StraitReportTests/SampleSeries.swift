// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import StraitReport

/// A night of a hundred cells with two kernels: the base finds no room below 40 bits, the candidate needs none and warns in its tests.
enum SampleSeries {
    static let memories = [1 << 10, 2 << 10, 4 << 10, 8 << 10]

    static func cells(_ kernel: String) -> [Cell] {
        let layouts: [AxisValue] = [.text("off"), .text("random")]
        let x86 = [36, 37, 39, 40, 43, 46, 52].flatMap { bits in
            memories.flatMap { memory in
                layouts.map { layout in
                    Samples.cell(
                        .x86_64, ["physBits": .integer(bits), "memory": .integer(memory), "kaslr": layout],
                        kernel: kernel)
                }
            }
        }
        let arm = ["cortex-a53", "cortex-a57", "neoverse-n1", "max"].flatMap { cpu in
            memories.flatMap { memory in
                layouts.map { layout in
                    Samples.cell(
                        .aarch64, ["cpu": .text(cpu), "memory": .integer(memory), "kaslr": layout], kernel: kernel)
                }
            }
        }
        let power = ["radix", "hash"].flatMap { mmu in
            memories.map { Samples.cell(.ppc64le, ["mmu": .text(mmu), "memory": .integer($0)], kernel: kernel) }
        }
        return Array((x86 + arm + power + more(kernel)).prefix(100))
    }

    private static func more(_ kernel: String) -> [Cell] {
        (0..<8).map { Samples.cell(.x86_64, ["physBits": .integer(46), "kaslr": .text("seed:\($0)")], kernel: kernel) }
    }

    static func comparison(
        judged: [CellQuestion] = CellQuestion.allCases, _ change: (inout [CellResult]) -> Void = { _ in }
    ) -> Comparison {
        let cells = cells("base") + cells("candidate")
        var results = cells.map(passed)
        for index in 0..<100 where (cells[index].requested["physBits"]?.integer ?? 64) < 40 { refuse(&results[index]) }
        for index in 100..<200 where cells[index].architecture != .ppc64le { warn(&results[index]) }
        change(&results)
        var record = Samples.record(cells, name: "series")
        record.images = ["base", "candidate"].flatMap { kernel in
            record.images.map { image in
                var image = image
                (image.kernel, image.kernelSHA256) = (kernel, kernel)
                if kernel == "candidate" {
                    image.patches = (1...13).map {
                        AppliedPatch(name: "[PATCH v3 \($0 < 10 ? "0" : "")\($0)/13] mm: part \($0)", sha256: "ab")
                    }
                }
                return image
            }
        }
        func side(_ kernel: String) -> ComparisonSide {
            ComparisonSide(record: record, results: results, kernel: kernel)
        }
        return Comparison(base: side("base"), candidate: side("candidate"), judged: judged)
    }

    static func passed(_ cell: Cell) -> CellResult {
        var result = Results.blank(cell, .passed, .log, nil)
        result.deviceMemory = cell.workload.deviceMemory.map {
            DeviceMemoryResult($0, .passed, rung: .`init`, start: Address(1 << 33))
        }
        result.suites = [.hmmTests(planned: 78, tests: Results.tests())]
        result.ladder = Results.ladder(cell)
        return result.answered(cell.workload)
    }

    /// No room for the largest size.
    static func refuse(_ result: inout CellResult) {
        (result.outcome, result.rung, result.errno) = (.failed, .reserve, .erange)
        result.cause = "no address space for 32GiB: the largest hole is 28GiB"
        result.deviceMemory[2] = DeviceMemoryResult(
            result.deviceMemory[2].size, .failed, rung: .reserve, errno: .erange)
        result = result.answered(WorkloadRequest())
    }

    /// A WARNING in several tests.
    static func warn(_ result: inout CellResult) {
        let tests = ["empty", "zero", "free", "fault"].map { "hmm.hmm_device_private.migrate_anon_huge_\($0)" }
        report(&result, warning(during: tests[result.id.utf8.count % 4], count: 4))
    }

    static func report(_ result: inout CellResult, _ report: KernelReport) {
        result.reports.append(report)
        (result.outcome, result.rung, result.cause) = (.crashed, .log, result.reports[0].title)
        result.ladder[result.ladder.count - 1] = RungRecord(.log, .crashed, seconds: 0.1, cause: result.cause)
        result = result.answered(WorkloadRequest())
    }

    static func warning(_ function: String = "remove_migration_pmd", during: String?, count: Int) -> KernelReport {
        let title = "WARNING: mm/huge_memory.c:4611 at \(function)+0x1c2/0x270, CPU#0: hmm-tests/71"
        let frames = [
            "\(function)+0x1c2/0x270", "remove_migration_pte+0x5ac/0x600", "rmap_walk_anon+0xf4/0x1d0",
            "remove_migration_ptes+0x8c/0xb0", "migrate_device_finalize+0x1f0/0x330 [test_hmm]",
            "dmirror_migrate_to_device+0x4f1/0x760 [test_hmm]", "dmirror_fops_unlocked_ioctl+0x2d0/0x5a0 [test_hmm]",
            "__x64_sys_ioctl+0x94/0xe0", "do_syscall_64+0x84/0x800", "entry_SYSCALL_64_after_hwframe+0x76/0x7e",
        ]
        return KernelReport(
            kind: .warning, title: title, rung: .selftests,
            lines: [title, "RIP: 0010:\(function)+0x1c2/0x270", "Call Trace:", " <TASK>"] + frames.map { " " + $0 }
                + [" ? unsure+0x1/0x2", " </TASK>", "---[ end trace 0000000000000000 ]---"],
            fingerprint: "warning-\(function)", during: during, function: function, count: count, order: 1)
    }
}
