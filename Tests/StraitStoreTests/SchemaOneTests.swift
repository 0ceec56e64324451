// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import TestSupport
import Testing

@testable import StraitStore

/// Runs of schema 1 name their cells and say no more of them: what can be read out of the names has to be what was asked.
@Suite("Run directories of schema 1")
struct SchemaOneTests {
    private func cell(
        _ architecture: Architecture, _ requested: [String: AxisValue], sizes: [Int] = [256],
        suites: [SuiteRequest] = [.hmmTests], reloads: Int = 0
    ) -> Cell {
        Cell(
            architecture: architecture, kernel: "stock", requested: requested,
            workload: WorkloadRequest(
                deviceMemory: sizes.map { DeviceMemoryRequest(Mebibytes($0)) }, suites: suites, reloads: reloads))
    }

    @Test("a cell's id tells what was asked of it")
    func ids() throws {
        let cells = [
            cell(.x86_64, ["physBits": .integer(36)]),
            cell(.x86_64, ["physBits": .integer(40), "kaslr": .text("seed:7")]),
            cell(.x86_64, ["kaslr": .text("random x5#3"), "memory": .integer(4096)]),
            cell(.x86_64, ["kaslr": .text("seed:7 x20#2")], sizes: [256, 32768], suites: [], reloads: 50),
            cell(.aarch64, ["cpu": .text("neoverse-n1"), "kaslr": .text("off")]),
            cell(.aarch64, ["physBits": .integer(40), "kaslr": .text("random")]),
            cell(.ppc64le, ["mmu": .text("hash"), "pageSize": .text("64k")], sizes: [1024]),
            Control.mustPanic.cell(kernel: "stock"),
        ]
        for cell in cells { #expect(try SchemaOneName(cell.id).cell == cell, "\(cell.id)") }
    }

    @Test("what is no id of strait's is none", arguments: ["", "x86_64", "riscv,stock,physBits-40", "../x"])
    func foreign(_ id: String) { #expect(throws: StraitError.self) { try SchemaOneName(id) } }

    @Test("where an id has a digest, the result tells the value")
    func digests() throws {
        let long = "page_owner=on slub_debug=FZP init_on_alloc=1 init_on_free=1"
        let asked = cell(.x86_64, ["cmdline": .text(long)], suites: [.hmmTests(only: ["hmm.a", "hmm.b"])])
        var result = CellResult(
            id: asked.id, arch: .x86_64, kernel: KernelIdentity(name: "stock", source: "debian:sid"),
            requested: asked.requested, outcome: .passed, rung: .log, cause: nil)
        result.suites = [
            .hmmTests(planned: 2, tests: ["hmm.a", "hmm.b"].map { SelftestResult(name: $0, status: .pass) })
        ]
        #expect(SchemaOneName.hasDigest(asked.id))
        #expect(try SchemaOneName(asked.id, result: result).cell == asked)
        #expect(try SchemaOneName(asked.id).cell.requested != asked.requested)
        #expect(try SchemaOneName("x86_64,stock,physBits-,odd,dev-7~0badcafe").cell.workload.deviceMemory == [])
    }

    @Test("cells of one question are in its group, and repeats in that of their cell")
    func groups() throws {
        let ids = (1...3).map { "x86_64,stock,kaslr-random_x3_\($0)" }
        let groups = [Cell].samples(ids + ["x86_64,stock,kaslr-off,repeat-2"]).groups
        #expect(groups.map(\.id) == ["x86_64,stock,kaslr-random_x3", "x86_64,stock,kaslr-off"])
        #expect(groups[0].members.map(\.cell) == ids && groups[0].question == .text("random x3"))
        #expect(Set(groups[0].members.map(\.seed)).count == 3)
        #expect(
            groups[1].kind == .repeats
                && groups[1].members == [.init(cell: "x86_64,stock,kaslr-off,repeat-2", number: 2)])
    }

    @Test("a run of schema 1 is opened, and written anew as one of today")
    func opening() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("strait-\(UUID())").path
        // What stays in the temporary directory is nobody's loss.
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let text = """
            {"schema":"strait.request/1","id":"r","name":"r","started":"2026-11-23T00:00:00Z","configuration":"","arguments":[],
             "host":{"name":"","system":"","cores":1,"memoryMiB":1},"tools":{},"images":[],
             "cells":["x86_64,stock,physBits-36,kaslr-off","x86_64,stock,physBits-40,kaslr-off"],
             "searches":[{"axis":"physBits","skipped":[],"candidates":[
               {"cell":"x86_64,stock,physBits-36,kaslr-off","value":36,"isAsked":false},
               {"cell":"x86_64,stock,physBits-40,kaslr-off","value":40,"isAsked":false}]}]}
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: directory + "/run.json"))
        let run = try RunDirectory.open(at: directory, for: .writing)
        #expect(run.isOfSchemaOne && run.record.cells.map(\.requested["physBits"]) == [.integer(36), .integer(40)])
        #expect(run.record.searches?.map(\.name) == ["x86_64,stock,kaslr-off"])
        _ = try run.replacing(run.record)
        let again = try RunDirectory.open(at: directory)
        #expect(!again.isOfSchemaOne && again.record == run.record)
    }
}
