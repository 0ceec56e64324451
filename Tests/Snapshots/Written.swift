// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A run with a value for every field that its files can have.
enum Written {
    private static let digest = String(repeating: "0123456789abcdef", count: 4)

    static func record(_ matrix: Matrix, _ shard: Shard?) -> RunRecord {
        var record = RunRecord(
            id: "nightly-20261123T001500Z", name: matrix.name, started: "2026-11-23T00:15:00Z",
            configuration: "name: nightly\n", arguments: ["run", "nightly.yaml"],
            host: .init(name: "desk", system: "Debian GNU/Linux 13", cores: 2, memoryMiB: 8192),
            tools: ["strait": "0.1.0"], kernels: matrix.kernels, images: Architecture.allCases.map(image),
            cells: matrix.cells, groups: matrix.groups, hasExpectations: !matrix.expectations.isEmpty, shard: shard,
            places: matrix.places, whole: matrix.whole, searches: matrix.searches,
            speeds: [
                GuestSpeed(architecture: .x86_64, acceleration: .kvm, reason: nil, bootSeconds: 1.5),
                GuestSpeed(architecture: .aarch64, acceleration: .tcg, reason: "it does not boot", bootSeconds: nil),
            ])
        (record.since, record.sequence) = ("nightly-20261122T001500Z", 2)
        return record
    }

    private static func image(_ architecture: Architecture) -> GuestImage {
        GuestImage(
            architecture: architecture, kernel: "stock", source: KernelSource(scheme: "debian", reference: "sid"),
            release: "7.3.4", version: "7.3.4-1", kernelPath: "/cache/vmlinuz", initramfsPath: "/cache/initramfs",
            kernelSHA256: digest, initramfsSHA256: digest,
            facts: KernelFacts(
                options: ["DEVICE_PRIVATE": "y", "RANDOMIZE_BASE": "n"], pageSizeKiB: 4, interface: "range",
                contents: [ImageContent("hmm-tests"), ImageContent("test_hmm.ko", missing: "it does not build")]),
            passedOver: ["debian:trixie-backports: gone"], patches: [AppliedPatch(name: "[PATCH] mm", sha256: digest)],
            coverage: KernelCoverage(
                files: [
                    CoverageFile(
                        path: "mm/a.c", before: nil, after: digest, hunks: "@@ -0,0 +1 @@\n+int a;\n", unseen: "why"),
                    CoverageFile(path: "mm/b.c", before: digest, after: digest),
                ], sources: ["mm/b.c"],
                tools: CoverageTools(notes: "/cache/coverage", toolchain: "/cache/toolchain", program: "gcov-14")))
    }

    static func result(of cell: Cell, _ outcome: Outcome) -> CellResult {
        var result = CellResult(
            id: cell.id, arch: cell.architecture,
            kernel: KernelIdentity(
                name: cell.kernel, source: "debian:sid", release: "7.3.4", version: "7.3.4-1", sha256: digest),
            requested: cell.requested, outcome: outcome, rung: .reserve, cause: outcome == .passed ? nil : "a reason",
            errno: outcome == .failed ? .erange : nil)
        result.hang = outcome == .hung ? .lostSSH : nil
        result.control = cell.control
        result.effective = ["kaslr": .text("on"), "memory": .integer(1967)]
        result.expectation = CellExpectation(
            [.failed, .passed], rung: .reserve, errno: .erange, reports: ["warning"], note: "known",
            link: "https://example.org/")
        result.verdict = outcome == .passed ? .asExpected : .regression
        result.capacity = Capacity(largestMiB: Mebibytes(1024), start: Address(1 << 36))
        result.deviceMemory = [
            DeviceMemoryResult(Mebibytes(256), .passed, rung: .`init`, start: Address(1 << 36)),
            DeviceMemoryResult(
                DeviceMemoryRequest(Mebibytes(256), count: 4), .failed, rung: .reserve, errno: .erange, cause: "why"),
        ]
        let tests = SelftestResult.Status.allCases.map {
            var test = SelftestResult(name: $0.rawValue, status: $0, detail: "why")
            test.first = .timeout
            return test
        }
        result.suites = [.hmmTests(planned: 7, tests: tests)]
        var layout = Layout()
        layout.seed = 7
        layout.textAddress = Address(0xffff_ffff_8100_0000)
        layout.directMap = Address(0xffff_8880_0000_0000)
        layout.vmemmap = Address(0xffff_ea00_0000_0000)
        layout.deviceLimit = Address(1 << 46 - 1)
        layout.symbolsSHA256 = digest
        (result.layout, result.seed) = (layout, 7)
        result.reports = KernelReport.Kind.allCases.map {
            KernelReport(
                kind: $0, title: "WARNING", rung: .`init`, lines: ["a"], fingerprint: "\($0.rawValue)-1",
                during: "hmm.x",
                function: "f", count: 44, order: 1)
        }
        result.ladder = [RungRecord(.reserve, outcome, seconds: 0.25, cause: "why", errno: .erange)]
        result.notes = ["a note"]
        result.phases = Phases(define: 0.1, boot: 4, login: 0.5, workload: 3, teardown: 0.1)
        (result.attempts, result.retried) = (2, ["QEMU ended by signal 9"])
        result.reproduction = "strait repro --arch x86_64"
        if outcome == .hung {
            // A guest that was lost before it could be asked anything.
            (result.rung, result.ladder) = (.boot, [RungRecord(.boot, .hung, seconds: 60, cause: "why")])
            (result.deviceMemory, result.suites, result.capacity) = ([], [], nil)
        }
        return result.answered(cell.workload)
    }
}
