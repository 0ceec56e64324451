// SPDX-License-Identifier: Apache-2.0

import StraitModel
import TestSupport
import Testing

@testable import StraitAnalysis
@testable import StraitReport

/// A row says what it differs in, and nothing else.
@Suite struct GridRowTests {
    private static func cells(_ ids: [String]) -> [ShownCell] {
        let cells = [Cell].samples(ids.map { "x86_64,stock,\($0),dev-256MiB+32GiB,tests-none" })
        return ShownCell.all(Samples.input(cells, []))
    }

    private static let night = cells([
        "kaslr-seed_7_x2_1",
        "physBits-36,kaslr-off", "physBits-46,kaslr-off", "physBits-36,kaslr-random", "physBits-46,kaslr-random",
        "pciHole64-16GiB,physBits-36,kaslr-off", "pciHole64-1GiB,physBits-36,kaslr-off",
        "memory-1GiB,paging-5level,physBits-46,kaslr-off", "cpu-Skylake-Server,physBits-46,kaslr-off",
        "physBits-46,kaslr-random_x3_1", "physBits-46,kaslr-random_x3_2", "physBits-46,kaslr-random_x3_3",
        "kaslr-seed_7_x2_2",
    ])

    @Test func whatIsStandardGoesWithoutSaying() {
        let grid = Grid(.x86_64, Self.night)
        #expect(grid.columns.map(\.short) == ["36", "46", "own"])
        #expect(
            grid.rows.map(\.label) == [
                "KASLR off", "CPU Skylake-Server", "PCI window 1GiB", "PCI window 16GiB", "1GiB RAM · 5level paging",
                "KASLR random", "KASLR random x3", "KASLR seed:7 x2",
            ])
        #expect(grid.rows.map(\.isWithin) == [false, true, true, true, true, false, false, false])
        #expect(grid.rows[2].full == "KASLR off · PCI window 1GiB")
        #expect(grid.assumptions.map(\.words) == ["2GiB RAM", "CPU max", "4level paging"])
        #expect(grid.constants.map(\.constant) == ["kernel stock", "asks 256MiB and 32GiB", "no hmm-tests"])
    }

    @Test("one square for the boots of a layout, as for the layouts of a question")
    func groupsHaveOneSquare() {
        let grid = Grid(.x86_64, Self.night)
        #expect(grid.rows.suffix(2).map { $0.cellGroups.flatMap(\.self).map(\.cells.count) } == [[3], [2]])
    }

    @Test func aRowThatDiffersInNothingIsStandard() {
        let grid = Grid(
            .ppc64le,
            ["mmu-radix", "mmu-hash", "memory-4GiB,mmu-hash", "cpu-POWER8"].compactMap { part in
                ShownCell(.sample("ppc64le,stock,\(part)"))
            })
        #expect(grid.rows.map(\.label) == ["standard", "4GiB RAM", "CPU POWER8"])
        #expect(grid.rows.map { $0.cellGroups.map(\.count) } == [[1, 1], [0, 1], [0, 1]], "POWER8 has hash")
    }

    @Test func kernelsAreGroups() {
        let items = ["base", "mine"].flatMap { kernel in
            ["physBits-40,kaslr-off", "physBits-46,kaslr-off", "physBits-46,kaslr-random"].compactMap {
                ShownCell(.sample("x86_64,\(kernel),\($0)"))
            }
        }
        #expect(
            Grid(.x86_64, items).rows.map(\.label) == [
                "base · KASLR off", "base · KASLR random", "mine · KASLR off", "mine · KASLR random",
            ])
    }

    @Test("on aarch64 a model stands at its width, and one that is not the first there says so")
    func modelsStandAtTheirWidths() {
        let items = ["cpu-cortex-a53", "physBits-40", "cpu-cortex-a35", "physBits-43", "cpu-max"].compactMap {
            ShownCell(.sample("aarch64,stock,\($0),kaslr-off"))
        }
        let grid = Grid(.aarch64, items)
        #expect(grid.columns.map(\.short) == ["40", "43", "52"])
        #expect(grid.columns.map(\.detail) == ["cortex-a53", nil, "max"])
        #expect(grid.rows.map(\.label) == ["standard", "CPU cortex-a35"])
        let counts = grid.rows.map { $0.cellGroups.map(\.count) }
        #expect(counts == [[1, 1, 1], [2, 0, 0]], "one machine, asked for in two ways")
    }

    @Test func whatAnIdTellsBesidesItsAxes() {
        let items = ["kaslr-off,tests-none", "kaslr-off", "kaslr-off,tests-none,reloads-50"].compactMap {
            ShownCell(.sample("x86_64,tests-none,physBits-40,\($0)"))
        }
        #expect(Grid(.x86_64, items).rows.map(\.label) == ["standard", "hmm-tests", "50 reloads"])
    }

    @Test func sizesThatReadAlikeAreTwoRows() {
        let cells = [1025, 1026].map {
            Samples.cell(.x86_64, ["physBits": .integer(46), "memory": .integer(4096)], sizes: [Mebibytes($0)])
        }
        #expect(Grid(.x86_64, cells.map { ShownCell($0) }).rows.map(\.label) == ["standard", "asks 1026MiB"])
    }
}
