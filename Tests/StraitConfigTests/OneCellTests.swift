// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitConfig

@Suite struct OneCellTests {
    @Test func optionsAreReadAsAConfigurationIs() throws {
        let matrix = try OneCell(
            architecture: "x86_64", kernel: "debian:trixie-backports/amd64=7.3.4-1~bpo13+1",
            axes: ["physBits": "36", "kaslr": "seed:7", "memory": "1GiB"], deviceMemory: "256MiB,32GiB",
            selftests: "hmm.a.b,hmm.c"
        ).matrix()
        let cell = matrix.cells[0]
        #expect(cell.setup.physBits == 36 && cell.setup.seed == 7 && cell.setup.memory == Mebibytes(1024))
        #expect(
            cell.workload.deviceMemory == [
                DeviceMemoryRequest(Mebibytes(256)), DeviceMemoryRequest(Mebibytes(32 << 10)),
            ])
        #expect(cell.workload.suites == [.hmmTests(only: ["hmm.a.b", "hmm.c"])])
        #expect(matrix.kernels[0].sources.map(\.reference) == ["trixie-backports/amd64=7.3.4-1~bpo13+1"])
    }

    @Test func everyReproductionIsReadBackAsTheSameMachine() throws {
        let asked: [(Architecture, [String: AxisValue])] = [
            (.x86_64, ["physBits": .integer(36), "pciHole64": .integer(1024), "paging": .text("5level")]),
            (.aarch64, ["physBits": .integer(48), "kaslr": .text("random x5#3")]),
            (.ppc64le, ["mmu": .text("hash"), "pageSize": .text("64k"), "memory": .integer(4096)]),
        ]
        for (architecture, requested) in asked {
            let cell = Cell(
                architecture: architecture, kernel: "stock", requested: requested,
                workload: WorkloadRequest(deviceMemory: [DeviceMemoryRequest(Mebibytes(256))]))
            let identity = KernelIdentity(name: "stock", source: "debian:sid", version: "7.3-1")
            let words = OneCell.command(for: cell, kernel: identity)
            func value(_ option: String) -> String? {
                words.firstIndex(of: option).map { words[$0 + 1] }
            }
            let axes = Axis.all.compactMap { axis in
                value(OneCell.option(of: axis.name)).map { (axis.name, $0) }
            }
            let again = try OneCell(
                architecture: value("--arch") ?? "", kernel: value("--kernel") ?? "",
                axes: Dictionary(uniqueKeysWithValues: axes), deviceMemory: value("--device-memory")
            ).matrix().cells[0]
            #expect(again.setup == cell.setup)
            #expect(again.workload.deviceMemory == cell.workload.deviceMemory)
        }
    }

    @Test(arguments: [
        (OneCell(architecture: "x86_64", axes: ["physBits": "99"]), "--phys-bits: 99 is out of range"),
        (OneCell(architecture: "amd64"), "--arch: no architecture amd64; did you mean x86_64?"),
        (OneCell(architecture: "x86_64", kernel: "debain:sid"), "--kernel: debain is not a kind of source"),
        (OneCell(architecture: "x86_64", deviceMemory: "1GB"), "--device-memory:"),
        (OneCell(architecture: "x86_64", axes: ["kaslr": "random x5"]), "that is 5 cells"),
        (OneCell(architecture: "x86_64", axes: ["mmu": "hash"]), "--mmu: x86_64 has no such axis"),
    ])
    func mistakesAreToldInTermsOfTheOptions(cell: OneCell, said: String) {
        do {
            _ = try cell.matrix()
            Issue.record("nothing was thrown")
        } catch {
            #expect("\(error)".hasPrefix(said), "\(error)")
        }
    }
}

@Suite struct OneCellKernelTests {
    @Test func patchesConfigurationAndReloadsAreReadToo() throws {
        let cell = OneCell(
            architecture: "x86_64", kernel: "tree:/src/linux", patches: ["a.patch", "b.mbox"], config: "own",
            deviceMemory: "4x64GiB", selftests: "none", reloads: "3")
        let matrix = try cell.matrix()
        #expect(matrix.kernels[0].patches == ["a.patch", "b.mbox"] && matrix.kernels[0].config == "own")
        #expect(
            matrix.cells[0].workload.reloads == 3
                && matrix.cells[0].workload.deviceMemory.map(\.description) == ["4x64GiB"])
        let identity = KernelIdentity(name: "kernel", source: "tree:/src/linux", version: "0123abc")
        #expect(
            OneCell.command(for: matrix.cells[0], kernel: identity, request: matrix.kernels[0]).joined(separator: " ")
                == "strait repro --arch x86_64 --kernel tree:/src/linux --patch a.patch --patch b.mbox --kernel-config own "
                + "--kaslr random --device-memory 4x64GiB --selftests none --reloads 3")
    }

    @Test func optionsOfTheKernelAndOfTestHMMAreReadToo() throws {
        let cell = OneCell(
            architecture: "x86_64", kernel: "tree:/src/linux", options: ["HUGETLBFS=y", "PREEMPT=n"],
            testHMM: "chunk=512MiB,spm_addr_dev0=0x140000000")
        let matrix = try cell.matrix()
        #expect(matrix.kernels[0].options == ["HUGETLBFS=y", "PREEMPT=n"])
        #expect(
            matrix.cells[0].workload.testHMM
                == TestHMMRequest(chunk: Mebibytes(512), parameters: ["spm_addr_dev0=0x140000000"]))
        let identity = KernelIdentity(name: "kernel", source: "tree:/src/linux", version: "0123abc")
        let words = OneCell.command(for: matrix.cells[0], kernel: identity, request: matrix.kernels[0])
        #expect(
            words.joined(separator: " ")
                == "strait repro --arch x86_64 --kernel tree:/src/linux --kernel-option HUGETLBFS=y --kernel-option PREEMPT=n "
                + "--kaslr random --device-memory 256MiB --test-hmm chunk=512MiB,spm_addr_dev0=0x140000000")
        for (cell, said) in [
            (
                OneCell(architecture: "x86_64", kernel: "tree:.", options: ["A"]),
                "--kernel-option: \"A\" is no option such as"
            ),
            (OneCell(architecture: "x86_64", testHMM: "chunk=5"), "--test-hmm: \"5\" is no size; write chunk=512MiB"),
        ] {
            let error = #expect(throws: ConfigurationErrors.self) { try cell.matrix() }
            #expect("\(error.map(String.init(describing:)) ?? "")".hasPrefix(said), "\(String(describing: error))")
        }
    }
}
