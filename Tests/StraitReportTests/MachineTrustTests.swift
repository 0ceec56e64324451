// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitAnalysis
import StraitModel
import StraitSystem
import TestSupport
import Testing

@testable import StraitReport

/// What strait has no verdict on is none for other programs either, and what it exits with 1 or 3 for is not green there.
@Suite struct MachineTrustTests {
    private static func cell(_ change: (inout CellResult) -> Void = { _ in }) -> ReportInput {
        let cells = [Samples.cell(.x86_64, ["physBits": .integer(46)], sizes: [Mebibytes(256)])]
        var results = cells.map(Results.smoke)
        change(&results[0])
        return Samples.input(cells, results)
    }

    private static func tests(_ input: ReportInput) throws -> [[String: Any]] {
        let json = try JSONSerialization.jsonObject(with: Data(try KCIDB.json(input))) as? [String: Any]
        return try #require(json?["tests"] as? [[String: Any]])
    }

    private static func statuses(_ input: ReportInput) throws -> [String] {
        try tests(input).prefix(2).compactMap { $0["status"] as? String }
    }

    private static func root(_ input: ReportInput) throws -> XMLElement {
        try XMLElement(parsing: XML.encode(JUnit.document(input)))
    }

    private static func counts(_ input: ReportInput) throws -> [String?] {
        let root = try root(input)
        return ["tests", "failures", "errors", "skipped"].map { root.attributes[$0] }
    }

    @Test func noVerdictOnTheCellIsNoneOnItsTests() throws {
        for (outcome, status) in [(Outcome.infrastructure, "MISS"), (.unsupported, "SKIP"), (.invalid, "ERROR")] {
            let input = Self.cell {
                ($0.outcome, $0.rung, $0.cause) = (outcome, .selftests, "nothing tells how hmm-tests ended")
                $0.suites = [.hmmTests(planned: 78, tests: Results.tests(failing: [3]))]
            }
            #expect(try Self.statuses(input) == [status])
            #expect(try Self.tests(input).count == 1)
        }
    }

    @Test("hmm-tests together is what its rung came to", arguments: Outcome.allCases)
    func theTestsTogetherAreTheirRung(outcome: Outcome) throws {
        let expected: [Outcome: String] = [.passed: "PASS", .failed: "FAIL", .crashed: "FAIL", .unsupported: "SKIP"]
        let input = Self.cell {
            ($0.outcome, $0.rung, $0.cause) = (.failed, .reserve, "no room")
            $0.ladder[8] = RungRecord(.selftests, outcome, seconds: 1, cause: "why")
        }
        func suite(_ input: ReportInput) throws -> [[String: Any]] {
            try Self.tests(input).filter { ($0["path"] as? String)?.hasPrefix("kselftest.mm.hmm-tests") == true }
        }
        #expect(try suite(input).first?["status"] as? String == expected[outcome] ?? "ERROR")
        #expect(try suite(input).count == (outcome.isVerdictOnKernel ? 79 : 1))
        let bare = Self.cell { $0.ladder.removeAll { $0.rung == .selftests } }
        #expect(try suite(bare).first?["status"] as? String == "ERROR", "nothing tells what the rung came to")
    }

    @Test func eachAnswerHasItsPath() throws {
        func answers(_ input: ReportInput) throws -> [String: String] {
            let path = "strait.device_private_memory."
            let found = try Self.tests(input).compactMap { test -> (String, String)? in
                guard let name = test["path"] as? String, name.hasPrefix(path) else { return nil }
                return (String(name.dropFirst(path.count)), test["status"] as? String ?? "")
            }
            return Dictionary(uniqueKeysWithValues: found)
        }
        let good = ["initialization": "PASS", "initialization.256MiB": "PASS", "tests": "PASS", "log": "PASS"]
        #expect(try answers(Self.cell()) == good)
        let warning = KernelReport(
            kind: .warning, title: "WARNING: at f+0x1/0x2", rung: .selftests, lines: ["Call Trace:", " f+0x1/0x2"],
            fingerprint: "warning-1", during: "hmm.x", count: 44)
        let warned = Self.cell {
            ($0.outcome, $0.rung, $0.cause, $0.reports) = (.crashed, .selftests, warning.title, [warning])
        }
        #expect(try answers(warned) == good.merging(["log": "FAIL"]) { $1 }, "what the log has takes no answer away")
        let log = try Self.tests(warned).first { ($0["path"] as? String)?.hasSuffix("memory.log") == true }
        #expect((log?["log_excerpt"] as? String)?.hasPrefix("WARNING in f (44 times, during hmm.x)\n") == true)
        let hung = Self.cell {
            ($0.outcome, $0.rung, $0.cause, $0.ladder) = (.hung, .boot, "no word", [])
            ($0.deviceMemory, $0.suites, $0.capacity) = ([], [], nil)
        }
        #expect(try answers(hung) == ["initialization": "MISS", "tests": "MISS", "log": "ERROR"])
    }

    @Test func aRunThatCannotBeTrustedPublishesNoVerdict() throws {
        let tests = try Self.tests(Samples.judged(controls: true))
        #expect(tests.count == 24)
        #expect(tests.allSatisfy { $0["status"] as? String == "ERROR" && $0["duration"] == nil })
        #expect(
            tests.allSatisfy {
                ($0["log_excerpt"] as? String)?.contains("has to fail at reserve (ERANGE), and came to passed") == true
            })
        #expect(try Self.statuses(Samples.judged(controls: false)).contains("ERROR") == false)
    }

    @Test func aSeedThatDoesNotReplayIsAnErrorForMachines() throws {
        func boots(_ digests: String...) -> ReportInput {
            let cells = digests.indices.map {
                Samples.cell(.x86_64, ["physBits": .integer(46), "kaslr": .text("seed:7 x2#\($0 + 1)")], sizes: [])
            }
            return Samples.input(
                cells,
                zip(cells, digests).map { cell, digest in
                    var result = Results.smoke(cell)
                    result.seed = 7
                    result.layout?.symbolsSHA256 = digest
                    return result
                })
        }
        #expect(try Self.counts(boots("a", "a")) == ["6", "0", "0", "2"], "they ask for no memory")
        let broken = boots("a", "b")
        #expect(try Self.counts(broken) == ["7", "0", "1", "2"])
        let errors = try Self.root(broken).below("testcase").flatMap { $0.at("error") }.map { $0.attributes["message"] }
        #expect(errors.count == 1 && errors[0]?.contains("does not replay: 2 boots show 2 layouts") == true)
        let lines = KTAPText.text(broken).split(separator: "\n")
        #expect(lines[1] == "1..3")
        #expect(lines.last?.hasPrefix("not ok 3 ") == true && lines.last?.contains(" # ERROR seed 7 of ") == true)
        #expect(KTAPText.text(boots("a", "a")).contains("\n1..2\n"))
    }

    @Test func whatWasExpectedToBeTriedAndCouldNotBeIsNotSkipped() throws {
        func input(_ verdict: CellVerdict?) -> ReportInput {
            Self.cell {
                ($0.outcome, $0.rung, $0.cause) = (.unsupported, .load, "no CONFIG_DEVICE_PRIVATE")
                $0.verdict = verdict
                $0.expectation = CellExpectation([.passed])
            }
        }
        for verdict in [nil, CellVerdict.asExpected] {
            #expect(try Self.counts(input(verdict)) == ["3", "0", "0", "3"])
            #expect(KTAPText.text(input(verdict)).contains("\nok 1 "))
        }
        let lost = input(.regression)
        #expect(try Self.counts(lost) == ["3", "3", "0", "0"])
        for failure in try Self.root(lost).below("testcase").flatMap({ $0.at("failure") }) {
            #expect(failure.attributes["type"] == "regression")
            #expect(failure.attributes["message"]?.contains("unsupported, expected passed") == true)
        }
        let line = try #require(KTAPText.text(lost).split(separator: "\n").last)
        #expect(line.hasPrefix("not ok 1 ") && line.contains(" # regression: unsupported: no CONFIG_DEVICE_PRIVATE"))
    }

    @Test func whatWasPlannedAndDidNotComeToBeIsMissed() throws {
        var input = Samples.smoke()
        let lost = input.results.cells.removeFirst()
        let missed = try Self.tests(input).filter { $0["status"] as? String == "MISS" }
        #expect(missed.map { $0["id"] as? String } == ["strait:\(input.record.id):\(lost.id)"])
        let json = try JSONSerialization.jsonObject(with: Data(try KCIDB.json(input))) as? [String: Any]
        let builds = (json?["builds"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
        #expect(builds.contains { $0 == missed.first?["build_id"] as? String })
    }

    @Test func aSizeWithoutAVerdictIsNoPlainFailure() {
        let input = Self.cell {
            ($0.outcome, $0.rung, $0.cause) = (.failed, .reserve, "no room")
            $0.suites = []
            $0.deviceMemory = [Outcome.failed, .infrastructure, .invalid, .hung].map {
                DeviceMemoryResult(Mebibytes(256), $0, rung: .reserve)
            }
        }
        let lines = KTAPText.text(input).split(separator: "\n").filter { $0.hasPrefix("    not ok") }
        #expect(lines.count == 4 && lines.first?.contains(" # remark:") == true)
        #expect(lines[1].contains(" # ERROR") && lines[2].contains(" # ERROR") && lines[3].contains(" # TIMEOUT"))
    }

    /// Whatever is not known of a cell that did not pass, none of its cases is all that is seen of it.
    @Test(arguments: [Outcome.failed, .crashed, .hung, .infrastructure, .invalid])
    func whatDidNotPassIsGreenNowhere(outcome: Outcome) throws {
        for rung in [Rung.boot, .reserve, .selftests, .log] {
            let input = Self.cell { ($0.outcome, $0.rung, $0.cause) = (outcome, rung, "why") }
            let counts = try Self.counts(input)
            #expect(counts[1] != "0" || counts[2] != "0", "\(outcome) at \(rung)")
            if outcome.isVerdictOnKernel {
                #expect(counts[1] != "0", "\(outcome) at \(rung) is a verdict on the kernel")
            }
        }
    }

    @Test func aTestThatRanAgainAloneHasBothAnswers() throws {
        let input = Self.cell {
            var tests = Results.tests()
            tests[3].first = .timeout
            $0.suites = [.hmmTests(planned: 78, tests: tests)]
        }
        let name = Results.tests()[3].name
        let outputs = try Self.root(input).below("testcase").flatMap { $0.at("system-out") }.map(\.text)
        #expect(outputs.contains { $0.contains("pass alone, timeout among the other tests \(name)") })
        #expect(KTAPText.text(input).contains(" \(name) # remark: timeout among the other tests, this is alone"))
        let told = try Self.tests(input).first {
            $0["log_excerpt"] as? String == "timeout among the other tests, this is alone"
        }
        #expect(told?["path"] as? String == "kselftest.mm.hmm-tests.\(name)" && told?["status"] as? String == "PASS")
    }
}
