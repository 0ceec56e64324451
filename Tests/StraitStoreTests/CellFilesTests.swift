// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitStore

@Suite struct CellFilesTests {
    let scratch: Scratch
    let run: RunDirectory

    init() throws {
        scratch = try Scratch()
        run = try RunDirectory.create(at: scratch.path + "/run", record: Samples.record())
    }

    @Test func aResultComesBackAsItWas() throws {
        try run.write(Samples.result("b"), files: ["dmesg.log": Array("x".utf8), "iomem.txt": []])
        let stored = try RunDirectory.open(at: run.path).results()
        #expect(stored.problems == [])
        #expect(stored.cells == [RunJSON.rounded(Samples.result("b"))])
        #expect(try run.files(of: "b").map(\.name) == ["dmesg.log", "iomem.txt", "result.json"])
        #expect(try run.files(of: "b").map(\.bytes).prefix(2) == [1, 0])
    }

    @Test func timesAreMillisecondsAndKeysSorted() throws {
        try run.write(Samples.result("a"))
        let text = try scratch.text("run/cells/a/result.json")
        #expect(text.contains("\"define\" : 0.3,"))
        #expect(text.contains("\"login\" : 0.382,"))
        #expect(text.contains("\"seconds\" : 0.333\n") || text.contains("\"seconds\" : 0.333,"))
        #expect(text.contains("\"teardown\" : 0,"))
        let keys = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }.map { $0.prefix { $0 != ":" } }
        #expect(keys == keys.sorted())
    }

    @Test func resultsComeInTheOrderOfTheMatrix() throws {
        for id in ["c", "a"] { try run.write(Samples.result(id)) }
        #expect(try run.results().cells.map(\.id) == ["a", "c"])
    }

    @Test func brokenAndForeignResultsAreToldAndLeftOut() throws {
        try run.write(Samples.result("a"))
        for id in ["b", "c", "stranger"] { _ = try run.cellDirectory(id) }
        try scratch.put(try scratch.text("run/cells/a/result.json"), "run/cells/c/result.json")
        try scratch.put("{\"schema\": \"strait.cell/1\", \"id\"", "run/cells/b/result.json")
        let text = try scratch.text("run/cells/a/result.json").replacing(
            "\"id\" : \"a\"", with: "\"id\" : \"stranger\"")
        try scratch.put(text, "run/cells/stranger/result.json")
        let stored = try run.results()
        #expect(stored.cells.map(\.id) == ["a"])
        #expect(
            stored.problems == [
                "\(run.path)/cells/b/result.json is left out: it is not JSON",
                "\(run.path)/cells/c/result.json is left out: it is the result of a",
                "\(run.path)/cells/stranger/result.json is left out: no such cell is part of this run",
            ])
    }

    @Test func anOutcomeOfALaterStraitIsBrokenHere() throws {
        try run.write(Samples.result("a"))
        let text = try scratch.text("run/cells/a/result.json")
        try scratch.put(
            text.replacing("\"outcome\" : \"failed\"", with: "\"outcome\" : \"odd\""), "run/cells/a/result.json")
        #expect(try run.results().problems.first?.contains("outcome") == true)
    }

    @Test func noResultStandsBesideTheFilesOfAnotherAttempt() throws {
        try run.write(Samples.result("a"), files: ["dmesg.log": [1]])
        _ = try run.cellDirectory("a", emptied: true)
        #expect(try run.files(of: "a").isEmpty)
        #expect(try run.results().cells.isEmpty)
    }

    @Test(arguments: ["", ".", "..", "a/b", "a\0b", ".strait-1-1.tmp", String(repeating: "x", count: 256)])
    func namesThatLeaveTheirDirectoryAreRefused(name: String) {
        #expect(throws: StraitError.self) { try run.cellDirectory(name) }
        #expect(throws: StraitError.self) { try run.write(Samples.result("a"), files: [name: []]) }
        #expect(throws: StraitError.self) { try run.write([], named: name) }
    }

    @Test func piecesOfLargeFiles() throws {
        try run.write(Samples.result("a"), files: ["console.log": Array("0123456789".utf8)])
        #expect(try run.read("console.log", of: "a", count: 3).map { String(decoding: $0, as: UTF8.self) } == "012")
        #expect(
            try run.read("console.log", of: "a", from: -3, count: 99).map { String(decoding: $0, as: UTF8.self) }
                == "789")
        #expect(try run.read("console.log", of: "a", from: 20, count: 3) == [])
        #expect(try run.read("dmesg.log", of: "a", count: 3) == nil)
    }
}
