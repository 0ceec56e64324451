// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StraitModel

@Suite("Layouts that are drawn, and what they say together")
struct LayoutTests {
    private func cell(_ kaslr: String, _ architecture: Architecture = .aarch64, _ kernel: String = "k") -> Cell {
        Cell(
            architecture: architecture, kernel: kernel, requested: ["kaslr": .text(kaslr)],
            workload: WorkloadRequest())
    }

    @Test("seeds are pinned: another list would be other layouts in every run to come")
    func seeds() {
        #expect(LayoutDraw.all(3).map(\.seed) == [1_364_076_727, 821_347_078, 2_247_144_487])
        #expect(Set(LayoutDraw.all(LayoutDraw.most).map(\.seed)).count == LayoutDraw.most)
        #expect(LayoutDraw.all(5)[2].description == "random x5#3")
    }

    @Test(
        "a drawn layout is the machine of its seed, under a name of its own",
        arguments: [Architecture.x86_64, .aarch64])
    func replay(_ architecture: Architecture) {
        let drawn = cell("random x5#3", architecture)
        #expect(drawn.id == "\(architecture.rawValue),k,kaslr-random_x5_3")
        #expect(drawn.setup.seed == 2_247_144_487)
        #expect(drawn.setup == cell("seed:2247144487", architecture).setup)
        #expect(cell("random x9#3", architecture).setup == drawn.setup)
        #expect(
            cell("random x5", architecture).unsupported
                == "random x5 stands for several cells; random x5#1 is the first of them")
    }
}
