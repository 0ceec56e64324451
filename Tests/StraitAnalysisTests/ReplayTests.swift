// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import StraitAnalysis
@testable import StraitModel

@Suite("Replays of a layout")
struct ReplayTests {
    private func cell(_ kaslr: String, memory: Int = 2048) -> Cell {
        Cell(
            architecture: .x86_64, kernel: "k", requested: ["kaslr": .text(kaslr), "memory": .integer(memory)],
            workload: WorkloadRequest(suites: []))
    }

    private func result(_ kaslr: String, _ digest: String?, memory: Int = 2048, boot: Double = 4) -> CellResult {
        let cell = cell(kaslr, memory: memory)
        var result = CellResult(
            id: cell.id, arch: .x86_64, kernel: .init(name: "k", source: "", sha256: "1"), requested: cell.requested,
            outcome: .passed, rung: .log, cause: nil)
        result.seed = cell.setup.seed
        result.layout = Layout()
        result.layout?.symbolsSHA256 = digest
        result.phases.boot = boot
        result.ladder = [RungRecord(.axes, .passed, seconds: 1)]
        return result
    }

    @Test("M boots of a seed are M cells with one seed and names of their own")
    func cells() throws {
        let values = Axis.kaslr.expand(.text("seed:7 x3"))
        #expect(values == ["seed:7 x3#1", "seed:7 x3#2", "seed:7 x3#3"].map { .text($0) })
        let cells = values.compactMap(\.text).map { cell($0) }
        #expect(cells.map(\.setup.seed) == [7, 7, 7] && Set(cells.map(\.id)).count == 3)
        #expect(cells[2].id.contains("kaslr-seed_7_x3_3"))
        #expect(cells.allSatisfy { $0.unsupported == nil })
        #expect(cell("seed:7 x3").unsupported?.contains("seed:7 x3#1 is the first") == true)
    }

    @Test(
        "how it is written",
        arguments: [
            ("seed:7 x20", true), ("seed:7 x20#20", true), ("seed:7 x20#21", false), ("seed:7 x0", false),
            ("seed:7  x2", false), ("seed:07 x2", false), ("seed: x2", false), ("seed:7 x2000", false),
            ("seed:4294967296 x2", false), ("seed:7 y2", false),
        ])
    func parsing(_ text: String, _ isRight: Bool) {
        guard case .pattern(_, let parse) = Axis.kaslr.form else { return #expect(Bool(false)) }
        #expect((parse(text) == text) == isRight)
    }

    @Test("boots of one machine with one seed have one layout, and what that costs is told")
    func same() throws {
        let results = [
            result("seed:7 x2#1", "a", boot: 4), result("seed:7 x2#2", "a", boot: 4), result("seed:7", "a", boot: 5),
            result("random", nil, boot: 3), result("seed:7", "b", memory: 4096), result("seed:8", "c"),
        ]
        let cells = ["seed:7 x2#1", "seed:7 x2#2", "seed:7"].map { cell($0) }
        let groups = ReplayGroup.all(of: results, in: cells)
        #expect(groups.count == 1)
        let group = try #require(groups.first)
        #expect(group.boots == 3 && group.layouts.count == 1 && !group.isBroken)
        #expect(group.seconds == 5 && group.secondsWithout == 4)
    }

    @Test("two layouts of one seed are an objection, in whatever order they come")
    func differing() throws {
        let results = [result("seed:7 x3#1", "a"), result("seed:7 x3#2", "b"), result("seed:7 x3#3", "a")]
        for order in [results, results.reversed()] {
            let group = try #require(ReplayGroup.all(of: order, in: []).first)
            #expect(group.layouts.map(\.count).sorted() == [1, 2])
            #expect(group.isBroken && group.boots == 3)
        }
        // A guest that never came to show its layout says nothing.
        #expect(ReplayGroup.all(of: [results[0], result("seed:7 x3#2", nil)], in: []).isEmpty)
    }
}
