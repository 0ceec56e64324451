// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitConfig

@Suite("From rows to cells")
struct ExpansionTests {
    @Test("the shipped smoke matrix has these cells, in this order, under these names")
    func smoke() throws {
        let configuration = try Configuration.parse(text: shipped("smoke.yaml"), file: "smoke.yaml")
        let matrix = configuration.matrix()
        #expect(matrix.name == "smoke")
        #expect(matrix.kernels.map(\.name) == ["stock"])
        #expect(matrix.kernels[0].sources.map(\.description) == ["debian:trixie-backports", "debian:forky"])
        #expect(
            matrix.cells.map(\.id) == [
                "x86_64,stock,physBits-32,kaslr-off,dev-256MiB+16GiB+32GiB",
                "x86_64,stock,physBits-32,kaslr-random,dev-256MiB+16GiB+32GiB",
                "x86_64,stock,physBits-36,kaslr-off,dev-256MiB+16GiB+32GiB",
                "x86_64,stock,physBits-36,kaslr-random,dev-256MiB+16GiB+32GiB",
                "x86_64,stock,physBits-40,kaslr-off,dev-256MiB+16GiB+32GiB",
                "x86_64,stock,physBits-40,kaslr-random,dev-256MiB+16GiB+32GiB",
                "x86_64,stock,physBits-46,kaslr-off,dev-256MiB+16GiB+32GiB",
                "x86_64,stock,physBits-46,kaslr-random,dev-256MiB+16GiB+32GiB",
                "aarch64,stock,cpu-cortex-a53,kaslr-off,dev-256MiB+16GiB+32GiB",
                "aarch64,stock,cpu-cortex-a53,kaslr-random,dev-256MiB+16GiB+32GiB",
                "aarch64,stock,cpu-neoverse-n1,kaslr-off,dev-256MiB+16GiB+32GiB",
                "aarch64,stock,cpu-neoverse-n1,kaslr-random,dev-256MiB+16GiB+32GiB",
                "ppc64le,stock,mmu-radix,dev-256MiB+16GiB+32GiB",
                "ppc64le,stock,mmu-hash,dev-256MiB+16GiB+32GiB",
            ])
        #expect(matrix.cells.allSatisfy { $0.unsupported == nil && $0.workload.suites == [.hmmTests] })
        #expect(
            matrix.cells.allSatisfy {
                $0.workload.deviceMemory == [256, 16 << 10, 32 << 10].map { DeviceMemoryRequest(Mebibytes($0)) }
            })
    }

    @Test("images are what the cells boot, each once")
    func images() throws {
        let matrix = try configuration(
            "{ arch: ppc64le, kernel: candidate, pageSize: [64k, 4k], mmu: [radix, hash] }",
            "{ arch: x86_64, kernel: [candidate, base], physBits: [36, 46] }",
            // Neither of these can be, and so needs nothing.
            "{ arch: ppc64le, kernel: base, pageSize: 16k }", "{ arch: x86_64, kernel: base, memory: 255MiB }"
        ).matrix()
        #expect(
            matrix.images.map { "\($0.kernel.name) \($0.architecture.rawValue) \($0.pageSizeKiB ?? 0)" }
                == ["base x86_64 0", "candidate x86_64 0", "candidate ppc64le 4", "candidate ppc64le 64"])
    }

    @Test("the order of keys and the spelling of off decide nothing")
    func spelling() throws {
        let expected = try ids("{ arch: x86_64, physBits: [36, 40], kaslr: [off, random] }")
        #expect(expected.count == 4)
        for word in ["off", "false", "Off", "no", "\"off\""] {
            #expect(try ids("{ kaslr: [\(word), random], physBits: [36, 40], arch: x86_64 }") == expected)
        }
        #expect(try ids("{ arch: aarch64, highmem: [no, yes] }") == ids("{ arch: aarch64, highmem: [off, on] }"))
        // A word is only another spelling of off where it would mean nothing by itself.
        #expect(try ids("{ arch: ppc64le, cmdline: no }") == ["ppc64le,base,cmdline-no"])
    }

    @Test("what two rows ask for is there once, where the first asks for it")
    func duplicates() throws {
        let rows = try ids("{ arch: x86_64, physBits: [36, 40] }", "{ arch: x86_64, physBits: [46, 40, 40] }")
        #expect(rows.map { String($0.prefix(23)) } == ["36", "40", "46"].map { "x86_64,base,physBits-\($0)" })
    }

    @Test("axes of the defaults that an architecture does not have are left out there")
    func defaults() throws {
        let defaults = "{ kernel: [base, candidate], paging: [4level, 5level], highmem: off, mmu: hash }"
        #expect(
            try ids("{ arch: [x86_64, aarch64] }", "{ arch: ppc64le, mmu: radix, kernel: base }", defaults: defaults)
                == [
                    "x86_64,base,kaslr-random", "x86_64,base,paging-5level,kaslr-random",
                    "x86_64,candidate,kaslr-random", "x86_64,candidate,paging-5level,kaslr-random",
                    "aarch64,base,highmem-off,kaslr-random", "aarch64,candidate,highmem-off,kaslr-random",
                    "ppc64le,base,mmu-radix",
                ])
    }

    @Test(
        "a cell that cannot be is there, with the reason",
        arguments: [
            ("{ arch: ppc64le, kaslr: off }", "ppc64le has no KASLR on this kind of machine (book3s64)"),
            (
                "{ arch: ppc64le, physBits: 40 }",
                "ppc64le has no address width to set: the MMU and the page size decide; use mmu"
            ),
            (
                "{ arch: aarch64, physBits: 46 }",
                "no CPU model of QEMU has 46 bits on aarch64; there are 40, 44, 48, 52"
            ),
            (
                "{ arch: x86_64, physBits: 34 }",
                "QEMU refuses 34 bits: its PCI window ends above them; 36 is the least, besides 32"
            ),
        ])
    func unsupported(_ row: String, _ reason: String) throws {
        let cells = try configuration(row, defaults: "{ kernel: base }").matrix().cells
        #expect(cells.map(\.unsupported) == [reason])
    }

    @Test("default stands for the machine's own value, next to others")
    func leftAlone() throws {
        #expect(
            try ids("{ arch: x86_64, pciHole64: [default, 64GiB] }") == [
                "x86_64,base,kaslr-random", "x86_64,base,pciHole64-64GiB,kaslr-random",
            ])
    }

    @Test("N layouts are N cells, in rows and in rules")
    func layouts() throws {
        let text = "{ arch: aarch64, kaslr: [off, random x3] }"
        #expect(
            try ids(text) == ["off", "random_x3_1", "random_x3_2", "random_x3_3"].map { "aarch64,base,kaslr-\($0)" })
        let cells = try configuration(text, "{ arch: ppc64le, kaslr: random x2 }", defaults: "{ kernel: base }")
            .matrix().cells
        #expect(cells[1].requested["kaslr"] == .text("random x3#1"))
        #expect(Set(cells[1...3].compactMap(\.setup.seed)).count == 3)
        #expect(
            cells.suffix(2).allSatisfy { $0.unsupported == "ppc64le has no KASLR on this kind of machine (book3s64)" })
        #expect(try cells.filter(Filter.parse("arch=aarch64,kaslr=random x3").matches).count == 3)
        #expect(try cells.filter(Filter.parse("kaslr=random x3#2").matches).map(\.id) == [cells[2].id])
    }

    @Test("anchors and merges are followed, and own keys win over merged ones")
    func anchors() throws {
        let rows = try ids(
            "&one { arch: x86_64, physBits: &bits [36, 40], kaslr: off }", "{ <<: *one, physBits: 46 }",
            "{ <<: [{ arch: aarch64 }, *one], physBits: 48, kernel: candidate }")
        #expect(
            rows == [
                "x86_64,base,physBits-36,kaslr-off", "x86_64,base,physBits-40,kaslr-off",
                "x86_64,base,physBits-46,kaslr-off", "aarch64,candidate,physBits-48,kaslr-off",
            ])
    }

    @Test(
        "which tests to run",
        arguments: [
            ("hmm-tests", [SuiteRequest.hmmTests]), ("none", []), ("[b, a]", [.hmmTests(only: ["b", "a"])]),
            ("[none]", []),
            ("[hmm-tests]", [.hmmTests]),
        ])
    func workload(_ written: String, _ expected: [SuiteRequest]) throws {
        #expect(
            try configuration("{ arch: x86_64, kernel: base }", workload: "{ selftests: \(written) }").workload.suites
                == expected)
    }

    @Test("one kernel needs no naming, and a size asked for twice is asked for once")
    func shortest() throws {
        let text = "name: t\nkernels: { k: debian:sid }\nmatrix: [{ arch: x86_64, deviceMemory: [1GiB, 256MiB, 1GiB] }]"
        let cells = try Configuration.parse(text: text, file: "t.yaml").matrix().cells
        #expect(cells.map(\.id) == ["x86_64,k,kaslr-random,dev-1GiB+256MiB"])
    }

    @Test("several regions and many loads are in a cell's name")
    func depth() throws {
        let text =
            "name: t\nkernels: { k: debian:sid }\nmatrix: [{ arch: x86_64, deviceMemory: [4x64GiB, 64GiB, 4x64GiB] }]\n"
            + "workload: { selftests: none, reloads: 50 }"
        let cells = try Configuration.parse(text: text, file: "t.yaml").matrix().cells
        #expect(cells.map(\.id) == ["x86_64,k,kaslr-random,dev-4x64GiB+64GiB,tests-none,reloads-50"])
        #expect(cells[0].workload.reloads == 50 && cells[0].workload.deviceMemory.map(\.count) == [4, 1])
    }

    @Test("100,000 drawn layouts, no two alike")
    func manyLayouts() throws {
        let sizes = (0..<100).map { "\(1024 + 8 * $0)MiB" }.joined(separator: ", ")
        let large = try configuration(
            "{ arch: x86_64, memory: [\(sizes)], kaslr: random x1000 }", defaults: "{ kernel: base }")
        let cells = large.matrix().cells
        #expect(Set(cells.map(\.id)).count == 100_000)
    }

    @Test("100,000 cells, each once, always in the same order")
    func large() throws {
        let sizes = (0..<125).map { "\(1024 + 8 * $0)MiB" }.joined(separator: ", ")
        let seeds = (0..<40).map { "seed:\($0)" }.joined(separator: ", ")
        let row =
            "{ arch: x86_64, memory: [\(sizes)], kaslr: [\(seeds)], physBits: [\((36...45).map(String.init).joined(separator: ", "))] }"
        let large = try configuration(row, defaults: "{ kernel: [base, candidate] }")
        let cells = large.matrix().cells
        #expect(cells.count == 100_000)
        #expect(Set(cells.map(\.id)).count == 100_000)
        #expect(cells[0].id == "x86_64,base,memory-1GiB,physBits-36,kaslr-seed_0")
        #expect(cells[99_999].id == "x86_64,candidate,memory-2016MiB,physBits-45,kaslr-seed_39")
    }
}
