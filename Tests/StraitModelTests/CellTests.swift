// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StraitModel

@Suite("Cells: what follows from the axes, and under which name")
struct CellTests {
    @Test(
        "what a combination cannot be",
        arguments: [
            (Architecture.aarch64, ["highmem": .text("off"), "memory": .integer(3072)], nil),
            (
                .aarch64, ["highmem": .text("off"), "memory": .integer(3073)],
                "highmem off leaves room for 3GiB of RAM, not 3073MiB"
            ),
            (.aarch64, ["physBits": .integer(48)], nil),
            (.aarch64, ["cpu": .text("cortex-a53"), "physBits": .integer(40)], nil),
            (
                .aarch64, ["cpu": .text("cortex-a53"), "physBits": .integer(48)],
                "cortex-a53 does not have 48 bits; leave out cpu or physBits"
            ),
            // The standard model by name is as firm a wish as any other.
            (
                .aarch64, ["cpu": .text("cortex-a57"), "physBits": .integer(48)],
                "cortex-a57 does not have 48 bits; leave out cpu or physBits"
            ),
            (.ppc64le, ["cpu": .text("POWER8")], nil),
            (.ppc64le, ["cpu": .text("POWER8"), "mmu": .text("hash")], nil),
            (
                .ppc64le, ["cpu": .text("POWER8"), "mmu": .text("radix")],
                "POWER8 has no radix MMU; POWER9 and later have"
            ),
            (.ppc64le, ["memory": .integer(2300)], "ppc64le takes RAM in multiples of 256MiB"),
            (.aarch64, ["pageSize": .text("4k")], nil),
            (.aarch64, ["pageSize": .text("16k"), "cpu": .text("neoverse-n1")], nil),
            (.aarch64, ["pageSize": .text("16k"), "physBits": .integer(48)], nil),
            (
                .aarch64, ["pageSize": .text("16k")],
                "cortex-a57 has no pages of 16k in QEMU; name one that has: cortex-a35, cortex-a76, neoverse-n1, max"
            ),
            (.aarch64, ["pageSize": .text("64k")], nil),
            (.ppc64le, ["pageSize": .text("64k"), "mmu": .text("hash")], nil),
            (.ppc64le, ["pageSize": .text("16k")], "ppc64le kernels have pages of 4k or 64k, not 16k"),
            (.x86_64, ["memory": .integer(300)], nil),
            (
                .x86_64, ["memory": .integer(255)],
                "255MiB of RAM: no Debian kernel of today boots with less than 256MiB"
            ),
        ] as [(Architecture, [String: AxisValue], String?)])
    func unsupported(_ architecture: Architecture, _ requested: [String: AxisValue], _ reason: String?) {
        #expect(cell(architecture, requested).unsupported == reason)
    }

    @Test("a width on aarch64 picks the CPU model, and the cell says which")
    func widthPicksModel() {
        let cell = cell(.aarch64, ["physBits": .integer(48)])
        #expect(cell.setup.cpuModel == "neoverse-n1")
        #expect(cell.requested["cpu"] == .text("neoverse-n1"))
        #expect(cell.id == "aarch64,k,physBits-48,kaslr-random")
    }

    @Test("a page size is part of the id, of the image's name and of what the guest has to show")
    func pages() {
        let large = cell(.ppc64le, ["pageSize": .text("64k")])
        #expect(large.id == "ppc64le,k,pageSize-64k")
        #expect(large.setup.pageSizeKiB == 64)
        #expect(cell(.ppc64le, [:]).setup.pageSizeKiB == nil)
        var evidence = GuestEvidence(architecture: .ppc64le)
        #expect(Axis.pageSize.mismatch(.text("64k"), evidence) == nil)
        evidence.answers["page"] = GuestAnswer(["KernelPageSize:  4 kB"])
        #expect(
            Axis.pageSize.mismatch(.text("64k"), evidence)?.sentence == "requested pageSize 64k, the guest shows 4k")
        evidence.probe["page_size"] = "0x10000"
        #expect(Axis.pageSize.mismatch(.text("64k"), evidence) == nil)
    }

    @Test("a seed reaches the kernel through RDRAND and nothing beside it, whatever the CPU")
    func seeded() {
        let features = cell(.x86_64, ["cpu": .text("qemu64"), "kaslr": .text("seed:7")]).setup.features
        #expect(features.contains(.init("rdrand", enabled: true)) && features.contains(.init("tsc", enabled: false)))
    }

    @Test(
        "the guest counts less RAM than it has, within what kernel, log and memory map take of it",
        arguments: [(512, 373, true), (512, 300, false), (2048, 1967, true), (2048, 1535, false), (2048, 2049, false)])
    func memoryThatIsCounted(_ asked: Int, _ shown: Int, _ fits: Bool) {
        var evidence = GuestEvidence(architecture: .x86_64)
        evidence.answers["meminfo"] = GuestAnswer(["MemTotal: \(shown << 10) kB"])
        let sentence = Axis.memory.mismatch(.integer(asked), evidence)?.sentence
        #expect(sentence == (fits ? nil : "requested \(asked) MiB of memory, the guest shows \(shown)"))
    }

    @Test("a value for an axis that the architecture lacks is not dropped in silence")
    func stray() {
        #expect(cell(.x86_64, ["mmu": .text("hash")]).unsupported == "x86_64 has no axis mmu")
    }

    @Test("an id is a name for a directory, whatever is in the cell")
    func identifiers() {
        let wild = Cell(
            architecture: .x86_64, kernel: "k",
            requested: ["cmdline": .text("a=b c/d \"e\""), "kaslr": .text("seed:7")],
            workload: WorkloadRequest(
                deviceMemory: (1...100).map { DeviceMemoryRequest(Mebibytes($0)) },
                suites: [.hmmTests(only: ["x", "y"])]))
        #expect(wild.id == "x86_64,k,kaslr-seed_7,cmdline-a_b_c_d__e_~6f80202c,dev-100~d565fbff,tests-c2d4b858")
        #expect(wild.id.utf8.count < 200)
    }

    @Test(
        "sizes",
        arguments: [
            ("256MiB", 256), ("16GiB", 16384), ("1TiB", 1 << 20), ("0MiB", nil), ("-1MiB", nil), ("1.5GiB", nil),
            ("1 GiB", nil),
            ("1GB", nil), ("", nil), ("GiB", nil), ("9999999999999999999GiB", nil), ("4398046511104MiB", nil),
            ("٣GiB", nil),
        ] as [(String, Int?)])
    func sizes(_ text: String, _ count: Int?) {
        #expect(Mebibytes(parsing: text)?.count == count)
    }

    @Test("only an axis whose values are seeds may leave the digest out")
    func seedsOfOtherAxes() {
        let id = cell(.x86_64, ["cmdline": .text("seed:7"), "kaslr": .text("seed:7")]).id
        #expect(id.contains(",kaslr-seed_7,"))
        #expect(id.contains(",cmdline-seed_7~"), "seed_7 would be as good a command line")
    }

    @Test(
        "seeds",
        arguments: [
            ("seed:7", "seed:7"), ("seed:+7", nil), ("seed:-0", nil), ("seed:", nil), ("seed:4294967296", nil),
            ("random x5", "random x5"), ("random x5#5", "random x5#5"), ("random x5#6", nil), ("random x0", nil),
            ("random x1000", "random x1000"), ("random x1001", nil), ("random x05", nil), ("random x5 ", nil),
            ("randomx5", nil),
        ])
    func seeds(_ text: String, _ expected: String?) {
        guard case .pattern(_, let parse) = Axis.kaslr.form else { return }
        #expect(parse(text) == expected)
    }
}
