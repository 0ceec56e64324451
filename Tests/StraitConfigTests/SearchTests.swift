// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitConfig

@Suite("What a configuration can search for")
struct SearchConfigurationTests {
    private func matrix(_ rows: String...) throws -> Matrix {
        let text =
            ["name: t", "kernels: { base: debian:sid }", "workload: { selftests: none }", "matrix:"]
            + rows.map { "  - \($0)" }
        return try Configuration.parse(text: text.joined(separator: "\n"), file: "t.yaml").matrix()
    }

    @Test("one search for each machine, over the values in ascending order")
    func searches() throws {
        let matrix = try matrix(
            "{ arch: x86_64, search: physBits, physBits: [46, 36..38], kaslr: [off, random], deviceMemory: 32GiB }")
        #expect(matrix.cells.count == 8)
        #expect(
            matrix.searches.map(\.name) == [
                "x86_64,base,kaslr-off,dev-32GiB,tests-none", "x86_64,base,kaslr-random,dev-32GiB,tests-none",
            ])
        #expect(matrix.searches[0].candidates.map(\.value) == [36, 37, 38, 46].map { .integer($0) })
        #expect(matrix.searches.allSatisfy { $0.candidates.allSatisfy { !$0.isAsked } })
    }

    @Test("widths need not be named; the other architectures have searches of their own")
    func standardValues() throws {
        let matrix = try matrix("{ arch: [x86_64, aarch64], search: physBits, kaslr: off }")
        let searches = matrix.searches
        // What QEMU refuses is told and is no cell: 33 to 35 bits here, and widths that no CPU model has there.
        #expect(searches.map(\.candidates.count) == [18, 4] && searches.map(\.skipped.count) == [3, 17])
        #expect(searches[1].name.hasPrefix("aarch64") && searches[1].skipped[0].reason.contains("32 bits"))
        #expect(matrix.cells.count == 22)
    }

    @Test("where fewer than two values can be, each has its answer")
    func nothingToSearch() throws {
        let matrix = try matrix("{ arch: ppc64le, search: physBits, physBits: 40..42 }")
        #expect(matrix.searches.isEmpty && matrix.cells.count == 3)
        #expect(matrix.cells.allSatisfy { $0.unsupported != nil })
    }

    @Test("sizes double in a range; a search over device memory asks each guest for one of them")
    func sizes() throws {
        let device = try matrix("{ arch: x86_64, search: deviceMemory, deviceMemory: 1GiB..8GiB, kaslr: off }")
        #expect(
            device.cells.map(\.workload.deviceMemory)
                == [1, 2, 4, 8].map { [DeviceMemoryRequest(Mebibytes($0 << 10))] })
        #expect(device.searches.map(\.axis) == ["deviceMemory"])
        let window = try matrix("{ arch: x86_64, search: pciHole64, pciHole64: 1GiB..64GiB, kaslr: off }")
        #expect(window.searches[0].candidates.count == 7)
    }

    @Test("a cell that a row asks for besides is booted in any case", arguments: [true, false])
    func asked(_ isFirst: Bool) throws {
        let rows = [
            "{ arch: x86_64, physBits: 37, kaslr: off }",
            "{ arch: x86_64, search: physBits, physBits: 36..38, kaslr: off }",
        ]
        let matrix = try matrix(isFirst ? rows[0] : rows[1], isFirst ? rows[1] : rows[0])
        #expect(matrix.cells.count == 3)
        #expect(matrix.searches[0].candidates.map(\.isAsked) == [false, true, false])
    }

    @Test("what is left of a search after --only is asked about, value by value")
    func narrowed() throws {
        var matrix = try matrix("{ arch: x86_64, search: physBits, physBits: 36..38, kaslr: [off, random] }")
        let filter = try Filter.parse("kaslr=off,physBits=36..37")
        matrix.removeCells { !filter.matches($0) }
        #expect(matrix.cells.count == 2 && matrix.searches.isEmpty)
    }

    @Test("a row can run other tests than the rest")
    func selftests() throws {
        let cells = try matrix("{ arch: x86_64, selftests: hmm-tests }", "{ arch: aarch64 }").cells
        #expect(cells.map(\.workload.suites) == [[.hmmTests], []])
    }

    @Test(
        "what is wrong with a search",
        arguments: [
            ("search: physbits", "did you mean physBits"), ("search: kaslr", "cannot be searched; known:"),
            ("search: pciHole64", "or a range such as pciHole64: 1GiB..64GiB"),
            ("search: memory, memory: 2GiB", "or a range such as memory: 1GiB..64GiB"),
            ("search: physBits, physBits: 36", "or a range such as physBits: 32..52"),
            ("search: deviceMemory, deviceMemory: 1GiB", "fewer than two values"),
            ("search: physBits, physBits: [default, 36]", "because it has no order"),
            ("physBits: 40..36", "the first value is the larger"), ("physBits: 36..", "write FIRST..LAST"),
            ("physBits: 30..36", "out of range"),
            (
                "pciHole64: 1GiB..3GiB",
                "\"1GiB..3GiB\" does not reach its end: each value is twice the one before; write 1GiB..2GiB or 1GiB..4GiB"
            ),
            ("search: pciHole64, pciHole64: 1GiB..100GiB", "write 1GiB..64GiB or 1GiB..128GiB"),
            ("deviceMemory: 3GiB..4GiB", "write 3GiB or 3GiB..6GiB"),
            ("deviceMemory: 1..2GiB", "has no unit"),
        ])
    func wrong(_ text: String, _ part: String) {
        let said = complaints(row: "{ arch: x86_64, \(text) }")
        #expect(said?.contains(part) == true, "\(said ?? "nothing")")
    }
}
