// SPDX-License-Identifier: Apache-2.0

import StraitConfig
import StraitModel
import Testing

@testable import StraitPipeline

/// Which run is the same one, and may be gone on with.
@Suite struct RunStartTests {
    private static func text(_ rows: String, expect outcome: String = "failed") -> String {
        """
        name: t
        kernels: { k: debian:sid }
        matrix: [\(rows)]
        expect: [{ arch: x86_64, outcome: \(outcome) }]
        """
    }

    private static func request(_ text: String) throws -> RunRequest {
        RunRequest(
            matrix: try Configuration.parse(text: text, file: "t.yaml").matrix(), configuration: text, arguments: [],
            output: "/nonexistent", locations: Locations(cache: "", runtime: "", recipes: ""))
    }

    private static func record(_ request: RunRequest) -> RunRecord {
        RunRecord(
            id: "t-1", name: "t", started: "2026-11-23T00:00:00Z", configuration: request.configuration, arguments: [],
            host: .init(name: "desk", system: "Debian 12", cores: 2, memoryMiB: 8192), tools: [:], images: [],
            cells: request.matrix.cells.map(\.id), shard: request.shard, searches: request.matrix.searches)
    }

    @Test func theSameRequestIsTheSameRun() throws {
        let request = try Self.request(Self.text("{ arch: x86_64 }"))
        #expect(request.difference(from: Self.record(request), images: []) == nil)
    }

    @Test func whatMakesItAnother() throws {
        let request = try Self.request(Self.text("{ arch: x86_64 }"))
        let wider = try Self.request(Self.text("{ arch: x86_64, physBits: [36, 40] }"))
        #expect(wider.difference(from: Self.record(request), images: []) == "other cells")
        var part = request
        part.shard = Shard(parsing: "1/2")
        #expect(part.difference(from: Self.record(request), images: [])?.hasPrefix("another part") == true)
        // The same cells, of which something else is expected: those that are finished were held against the old.
        let stricter = try Self.request(Self.text("{ arch: x86_64 }", expect: "passed"))
        #expect(stricter.matrix.cells == request.matrix.cells)
        #expect(
            stricter.difference(from: Self.record(request), images: [])?.hasPrefix("another configuration") == true)
    }

    /// Trouble of the host is nobody's result, but for the control whose QEMU is killed.
    @Test(arguments: [
        (Outcome.infrastructure, Control?.none, false), (.infrastructure, .mustDie, true),
        (.infrastructure, .mustPass, false), (.hung, nil, true), (.invalid, nil, true), (.passed, nil, true),
    ])
    func whichResultsStandWhenARunIsGoneOnWith(_ outcome: Outcome, _ control: Control?, _ stands: Bool) {
        var result = CellResult(
            id: "a", arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
            outcome: outcome, rung: .log, cause: nil)
        result.control = control
        #expect(RunWork.stands(result) == stands)
    }
}
