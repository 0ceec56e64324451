// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitAnalysis
@testable import StraitReport

@Suite struct PictureTests {
    private func map(_ index: Int, of input: ReportInput = Samples.smoke()) throws -> (
        map: AddressMap, result: CellResult
    ) {
        let result = input.results.cells[index]
        return (try #require(AddressMap(Evidence.iomem(result), ShownCell(result))), result)
    }

    @Test func aMapCoversTheWholeWidthWithoutAGapOrAnOverlap() throws {
        for index in 0..<14 {
            let (map, _) = try map(index)
            #expect(map.segments.first?.start == 0)
            #expect(map.segments.last?.end == map.top)
            for (left, right) in zip(map.segments, map.segments.dropFirst()) { #expect(left.end + 1 == right.start) }
        }
    }

    @Test func theSentenceSaysWhy() throws {
        let narrow = try map(0)
        #expect(
            narrow.map.sentence(narrow.result)
                == "256 MiB were asked for, and below the end of 32 bits no hole is as large as one memory section: ERANGE."
        )
        let middle = try map(2)
        #expect(
            middle.map.sentence(middle.result)
                == "32 GiB were asked for; the largest hole below the end of 36 bits has 28 GiB, from 0x900000000 to 0xfffffffff. There is no room for the region: ERANGE."
        )
        let wide = try map(4)
        #expect(wide.map.sentence(wide.result).hasPrefix("The kernel grants 975 GiB at 0x940000000"))
        let poor = try map(5, of: Samples.trouble())
        #expect(
            poor.map.sentence(poor.result)
                == "32 GiB had address space at 0xf400000000, and failed at init with ENOMEM.")
    }

    @Test func theLimitOfDeviceMemoryEndsTheHoles() throws {
        var (_, result) = try map(6)
        result.capacity = nil
        result.layout?.deviceLimit = Address(0xff_ffff_ffff)
        let map = try #require(AddressMap(Evidence.iomem(result), ShownCell(result)))
        #expect(map.segments.contains { $0.kind == .beyond && $0.start == 0x100_0000_0000 && $0.end == map.top })
        #expect(map.largestHole.map { $0.end <= 0xff_ffff_ffff } == true)
    }

    @Test func aSmallHoleIsSeenBesideALargeOne() throws {
        let ranges = [
            MemoryRange(depth: 0, start: Address(0), end: Address(0x7fff_ffff), name: "System RAM"),
            MemoryRange(depth: 0, start: Address(0x8010_0000), end: Address(0xffff_ffff), name: "PCI Bus 0000:00"),
        ]
        let map = try #require(AddressMap(ranges, ShownCell(Samples.smoke().results.cells[6])))
        #expect(
            map.segments.map(\.kind) == [.ram, .hole, .pci, .hole] || map.segments.contains { $0.kind == .granted })
        #expect(map.segments.contains { $0.kind == .hole && $0.span == 0xf_ffff })
    }

    /// A guest may show anything in /proc/iomem.
    @Test func nonsenseIsNoTrap() throws {
        let result = Samples.smoke().results.cells[6]
        func range(_ start: UInt64, _ end: UInt64) -> MemoryRange {
            MemoryRange(depth: 0, start: Address(start), end: Address(end), name: "x")
        }
        #expect(AddressMap([], ShownCell(result)) == nil)
        #expect(AddressMap([range(0, 0)], ShownCell(result)) == nil, "addresses hidden from who read it")
        for ranges in [
            [range(5, 1)], [range(0, .max)], [range(1 << 63, .max)], [range(.max, .max)], [range(9, 99), range(3, 50)],
        ] {
            let map = AddressMap(ranges, ShownCell(result))
            _ = map?.view(ShownCell(result))
            _ = map?.sentence(result)
        }
        let many = (0..<5000).map { range(UInt64($0) << 24, UInt64($0) << 24 | 0xffff) }
        #expect(try #require(AddressMap(many, ShownCell(result))).segments.count <= 40)
    }

    @Test func aChartHasALineForEachKernelAndLayout() throws {
        let grid = Grid.all(ShownCell.all(Samples.trouble()))[0]
        let chart = try #require(CapacityChart(grid))
        #expect(
            chart.series.map(\.name) == [
                "base, KASLR off", "base, KASLR random", "patched, KASLR off, limited by RAM",
                "patched, KASLR random, limited by RAM",
            ])
        #expect(chart.series[0].points.map(\.median.count) == [0, 28 << 10, 975 << 10, 63 << 20])
        #expect(chart.marks == Samples.sizes)
        let scale = ChartScale(chart)
        let heights = chart.series[0].points.map { scale.y($0.median) }
        #expect(heights == heights.sorted(by: >), "more is higher")
        #expect(heights[0] > scale.baseline, "nothing is below the scale")
    }

    @Test func whatRAMLimitsIsNotTakenForLess() {
        #expect(
            String(decoding: Report.html(Samples.trouble()), as: UTF8.self).contains("<small>32 TiB by RAM</small>"))
    }

    @Test func aMachinesOwnWidthIsWhereItsGuestShowsIt() throws {
        func item(_ bits: Int?, own: Int = 40) -> ShownCell {
            var result = Results.smoke(Samples.cell(.x86_64, bits.map { ["physBits": .integer($0)] } ?? [:]))
            result.effective["physBits"] = .integer(bits ?? own)
            return ShownCell(result)
        }
        func chart(_ items: [ShownCell]) throws -> CapacityChart { try #require(CapacityChart(Grid(.x86_64, items))) }
        let known = try chart([item(36), item(40), item(nil)])
        #expect(known.columns.map(\.bits) == [36, 40])
        #expect(known.series[0].points.map(\.sizes.count) == [1, 2])
        #expect(try chart([item(36), item(46), item(nil)]).columns.map(\.label) == ["36 bits", "40 bits", "46 bits"])
        #expect(try chart([item(36), item(46), item(nil, own: 1 << 40)]).columns.map(\.bits) == [36, 46])
    }

    @Test("a machine of another kind is another line, and what is asked in it is not")
    func aLineForEachKindOfMachine() throws {
        let cells = [
            Samples.cell(.x86_64, ["physBits": .integer(40)]), Samples.cell(.x86_64, ["physBits": .integer(46)]),
            Samples.cell(.x86_64, ["physBits": .integer(40), "pciHole64": .integer(256 << 10)]),
            Samples.cell(.x86_64, ["physBits": .integer(46)], sizes: [Mebibytes(64)]),
        ]
        let chart = try #require(CapacityChart(Grid(.x86_64, cells.map { ShownCell(Results.smoke($0)) })))
        #expect(
            chart.series.map(\.name) == ["stock, KASLR random", "stock, KASLR random, PCI window 256GiB"])
        #expect(chart.series[0].points.map(\.sizes.count) == [1, 2])
    }

    @Test func labelsOfSizesDoNotLieOnEachOther() throws {
        let page = String(decoding: Report.html(Samples.smoke()), as: UTF8.self)
        let places = page.matches(of: /<text class="ask" x="504" y="([\d.]+)">/).compactMap { Double($0.output.1) }
        #expect(places.count == 9)
        for (low, high) in zip(places, places.dropFirst()) where high < low { #expect(low - high >= 12.9) }
    }

    @Test func logarithmsOfTwo() {
        #expect([1, 2, 1024, 1 << 40].map(ChartScale.log2) == [0, 1, 10, 40])
        #expect(abs(ChartScale.log2(3) - 1.58496) < 0.001)
    }

    @Test func theTerminalShowsTheSame() {
        let text = Summary.text(Samples.smoke(), width: 80)
        #expect(text.hasPrefix(smoke))
        #expect(text.hasSuffix("kernel log: all 14 clean.\n✗ 10 of 14 cells passed; 4 failed. Wall time 4 min 28 s.\n"))
        #expect(!text.contains("\u{1b}"))
        #expect(
            Summary.text(Samples.smoke(), color: true).contains(
                "\u{1b}[31m✗\u{1b}[0m\u{1b}[32m✓✓\u{1b}[0m\u{1b}[31m failed ERANGE\u{1b}[0m"))
    }

    @Test(arguments: [40, 60, 80, 120])
    func noGridIsWiderThanTheTerminal(width: Int) {
        let text = Summary.text(Samples.trouble(), width: width)
        let grids = text.components(separatedBy: "! oops  ")[0]
        #expect(grids.split(separator: "\n").allSatisfy { $0.count <= width })
    }

    @Test func aNightStandsInOneBlockOfEightyColumns() throws {
        let lines = Summary.text(Samples.night()).split(separator: "\n").prefix { !$0.hasPrefix("aarch64") }
        #expect(lines.allSatisfy { $0.count <= 80 })
        let heads = lines.filter { $0.contains("36") && $0.hasPrefix("     ") }
        #expect(heads.count == 1 && heads[0].hasSuffix("  46  52  own"), "\(heads)")
        #expect(lines.contains { $0.hasPrefix("  PCI window 16GiB ") })
    }

    private let smoke = """
        x86_64: 8 cells, address width in bits across
          everywhere: kernel stock, 2GiB RAM, CPU max, 4level paging, asks 256MiB, 16GiB
            and 32GiB
                      32 bits            36 bits            40 bits     46 bits
        KASLR off     ✗–✓ failed ERANGE  ✗✓✓ failed ERANGE  ✓✓✓ passed  ✓✓✓ passed
        KASLR random  ✗–✓ failed ERANGE  ✗✓✓ failed ERANGE  ✓✓✓ passed  ✓✓✓ passed

        aarch64: 4 cells, address width in bits across
          everywhere: kernel stock, 2GiB RAM, asks 256MiB, 16GiB and 32GiB
                      40 bits · cortex-a53  48 bits · neoverse-n1
        KASLR off     ✓✓✓ passed            ✓✓✓ passed
        KASLR random  ✓✓✓ passed            ✓✓✓ passed

        ppc64le: 2 cells, MMU across
          everywhere: kernel stock, 2GiB RAM, CPU POWER9, asks 256MiB, 16GiB and 32GiB
                  radix       hash
        standard  ✓✓✓ passed  ✓✓✓ passed
        """
}
