// SPDX-License-Identifier: Apache-2.0

import StraitModel
import TestSupport

@testable import StraitAnalysis
@testable import StraitReport

/// Runs as they come out of real matrices: small, in trouble, and large.
enum Samples {
    static let sizes = [Mebibytes(256), Mebibytes(16 << 10), Mebibytes(32 << 10)]

    static func cell(
        _ architecture: Architecture, _ requested: [String: AxisValue], kernel: String = "stock",
        sizes: [Mebibytes] = sizes
    ) -> Cell {
        Cell(
            architecture: architecture, kernel: kernel, requested: requested,
            workload: WorkloadRequest(deviceMemory: sizes.map { DeviceMemoryRequest($0) }))
    }

    /// The cells of the smallest matrix of all three architectures.
    static func smokeCells(kernel: String = "stock") -> [Cell] {
        let layouts: [AxisValue] = [.text("off"), .text("random")]
        let x86 = [32, 36, 40, 46].flatMap { bits in
            layouts.map { cell(.x86_64, ["physBits": .integer(bits), "kaslr": $0], kernel: kernel) }
        }
        let arm = ["cortex-a53", "neoverse-n1"].flatMap { cpu in
            layouts.map { cell(.aarch64, ["cpu": .text(cpu), "kaslr": $0], kernel: kernel) }
        }
        return x86 + arm + ["radix", "hash"].map { cell(.ppc64le, ["mmu": .text($0)], kernel: kernel) }
    }

    static func record(_ cells: [Cell], name: String = "smoke") -> RunRecord {
        let architectures = Set(cells.map(\.architecture)).sorted()
        return RunRecord(
            id: "\(name)-20261123T001500Z", name: name, started: "2026-11-23T00:15:00Z", configuration: configuration,
            arguments: ["strait", "run", "configs/\(name).yaml", "--jobs", "2"],
            host: .init(name: "desk", system: "Debian GNU/Linux 12, Linux 6.1.0-40-amd64", cores: 2, memoryMiB: 24053),
            tools: ["strait": "0.1.0", "qemu": "7.2.19", "libvirt": "9.0.0", "libssh": "0.10.6"],
            images: architectures.map(image), cells: cells, groups: cells.groups)
    }

    static func input(_ cells: [Cell], _ results: [CellResult], name: String = "smoke", finished: Bool = true)
        -> ReportInput
    {
        let record = record(cells, name: name)
        let results = RunResults(
            id: record.id, started: record.started, finished: finished ? "2026-11-23T00:19:28Z" : nil, cells: results)
        return ReportInput(record: record, results: results, evidence: Evidence.of(results.cells))
    }

    /// The run that a fresh machine makes first.
    static func smoke() -> ReportInput {
        let cells = smokeCells()
        return input(cells, cells.map(Results.smoke))
    }

    /// That night with its kernels against each other, and against the night before.
    static func moved(_ change: (inout ReportInput) -> Void = { _ in }) -> ReportInput {
        var input = trouble()
        change(&input)
        func side(_ kernel: String? = nil, of results: [CellResult]? = nil) -> ComparisonSide {
            ComparisonSide(record: input.record, results: results ?? input.results.cells, kernel: kernel)
        }
        var before = side(of: input.results.cells.map { Results.smoke(.sample($0.id)) })
        before.record.id = "nightly-20261122T001500Z"
        input.comparisons = [
            Comparison(base: side("base"), candidate: side("patched")), Comparison(base: before, candidate: side()),
        ]
        return input
    }

    private static func image(_ architecture: Architecture) -> GuestImage {
        let digit = String(architecture.rawValue.utf8.count % 10)
        return GuestImage(
            architecture: architecture, kernel: "stock",
            source: KernelSource(scheme: "debian", reference: "trixie-backports"),
            release: architecture == .ppc64le ? "7.2.6+deb13-powerpc64le" : "7.3.4+deb13-amd64",
            version: "7.3.4-1~bpo13+1", kernelPath: "/cache/vmlinuz", initramfsPath: "/cache/initramfs",
            kernelSHA256: String(repeating: "c0ffee\(digit)9", count: 8),
            initramfsSHA256: String(repeating: "5eed\(digit)a7b", count: 8),
            facts: KernelFacts(
                options: ["DEVICE_PRIVATE": "y", "RANDOMIZE_BASE": architecture == .ppc64le ? "n" : "y"],
                pageSizeKiB: 4,
                interface: "range", contents: .devicePrivateMemory()),
            passedOver: architecture == .ppc64le ? ["debian:sid has no linux-image-powerpc64le today"] : [])
    }

    private static let configuration = """
        # The smallest matrix that shows all three architectures.
        name: smoke
        kernels:
          stock: debian:trixie-backports
        defaults: { memory: 2GiB, kernel: stock, deviceMemory: [256MiB, 16GiB, 32GiB] }
        matrix:
          - { arch: x86_64, physBits: [32, 36, 40, 46], kaslr: [off, random] }
          - { arch: aarch64, cpu: [cortex-a53, neoverse-n1], kaslr: [off, random] }
          - { arch: ppc64le, mmu: [radix, hash] }
        workload: { selftests: hmm-tests }

        """
}

extension ShownCell {
    /// A cell of which a test has only the result.
    init(_ result: CellResult) {
        var cell = Cell.sample(result.id)
        cell.requested = result.requested
        cell.kernel = result.kernel.name
        cell.architecture = result.arch
        if !result.deviceMemory.isEmpty { cell.workload.deviceMemory = result.deviceMemory.map(\.request) }
        let group = [cell].groups.first
        let draw = group.flatMap { group in group.members.first.map { Draw(group: group, member: $0) } }
        self.init(cell, draw: draw, result: result)
    }
}

extension RunCells {
    /// The cells of a report's run.
    init(_ input: ReportInput) { self.init(input.record, input.results) }
}

extension ShownCell {
    static func all(_ input: ReportInput) -> [ShownCell] { all(input.record, input.results.cells) }
}

extension ShownSearch {
    static func all(_ input: ReportInput) -> [ShownSearch] { all(input.record, input.results) }
}
