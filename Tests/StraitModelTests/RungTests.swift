// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@Suite struct RungTests {
    @Test func anyNameIsReadAndWrittenAsItIs() throws {
        let text = #"[{"outcome":"passed","rung":"stress","seconds":1}]"#
        let records = try JSONDecoder().decode([RungRecord].self, from: Data(text.utf8))
        #expect(records == [RungRecord(Rung("stress"), .passed, seconds: 1)])
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(records), as: UTF8.self) == text)
    }

    @Test func orderIsTheLaddersAndTheUnknownEndsTheWorkloads() {
        let known = [
            "host", "qemu", "boot", "login", "axes", "load", "reserve", "init", "selftests", "unload", "log",
        ].map(Rung.init(_:))
        #expect(Rung.known == known)
        let mixed: [Rung] = [.log, Rung("stress"), .unload, .boot, Rung("check"), .host]
        #expect(mixed.sorted() == [.host, .boot, .unload, Rung("check"), Rung("stress"), .log])
    }

    /// Ids are part of histories: those of today stay, and another suite has a name of its own in them.
    @Test(arguments: [
        ([SuiteRequest.hmmTests], ""), ([], ",tests-none"), ([.hmmTests(only: ["a", "b"])], ",tests-08876b46"),
        ([.hmmTests, SuiteRequest("migration")], ",suite-migration"),
        ([SuiteRequest("check.sh", only: ["a", "b"])], ",tests-none,suite-check.sh~08876b46"),
    ])
    func suitesInAnID(_ suites: [SuiteRequest], _ end: String) {
        let cell = Cell(
            architecture: .x86_64, kernel: "k", requested: [:], workload: WorkloadRequest(suites: suites))
        #expect(cell.id == "x86_64,k,kaslr-random" + end)
    }
}
