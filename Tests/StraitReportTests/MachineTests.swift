// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import StraitSystem
import TestSupport
import Testing

@testable import StraitReport

/// What other programs read, read back by a parser that is not ours.
@Suite struct MachineTests {
    /// What a test case may have besides a verdict.
    private static let remarks: Set = ["properties", "system-out"]

    private func xml(_ input: ReportInput) throws -> XMLElement {
        try XMLElement(parsing: XML.encode(JUnit.document(input)))
    }

    @Test func junitCountsWhatIsInIt() throws {
        let root = try xml(Samples.trouble())
        let suites = root.at("testsuite")
        #expect(suites.compactMap { $0.attributes["name"] }.count == 6)
        #expect(root.attributes["tests"] == "87", "three of each of 29 cells")
        for suite in suites + [root] {
            let cases = suite.below("testcase")
            #expect(suite.attributes["tests"] == "\(cases.count)")
            for (name, child) in [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")] {
                let with = cases.count { !$0.at(child).isEmpty }
                #expect(suite.attributes[name] == "\(with)", "\(name) of \(suite.attributes["name"] ?? "")")
            }
        }
    }

    /// What the three test cases of the first cell with an outcome are.
    private func kinds(_ outcome: Outcome, of input: ReportInput = Samples.trouble()) throws -> [String] {
        let result = try #require(input.results.cells.first { $0.outcome == outcome })
        let cases = try xml(input).below("testcase").filter {
            $0.attributes["name"]?.hasPrefix("\(result.id): ") == true
        }
        #expect(cases.map { $0.attributes["name"] } == CellQuestion.allCases.map { "\(result.id): \($0.noun)" })
        #expect(cases.allSatisfy { $0.attributes["time"]?.isEmpty == false })
        return cases.map { found in found.children.map(\.name).first { !Self.remarks.contains($0) } ?? "passed" }
    }

    @Test func aVerdictIsAFailureAndTroubleIsAnError() throws {
        #expect(try kinds(.passed) == ["passed", "passed", "passed"])
        #expect(try kinds(.failed) == ["failure", "skipped", "passed"], "without memory there is nothing to test with")
        #expect(try kinds(.crashed) == ["passed", "failure", "failure"], "the guest died in the tests")
        #expect(
            try kinds(.hung) == ["failure", "failure", "error"], "not reached because of the kernel; a log nobody has")
        #expect(try kinds(.invalid) == ["error", "error", "error"])
        #expect(try kinds(.infrastructure) == ["error", "error", "error"])
        #expect(try kinds(.unsupported) == ["skipped", "skipped", "skipped"])
        #expect(
            JUnitXML.legal("a\0\u{1b}[2J\u{fffe}\u{ffff}\u{10ffff}\u{301}<\t\n") == "a[2J\u{10ffff}\u{301}<\t\n")
    }

    @Test("a control that ended as it has to is no failure of the kernel, and any other is trouble of strait's own")
    func controlsAreNoVerdictOnTheKernel() throws {
        var input = Samples.smoke()
        func answer(_ rung: Rung, _ errno: Errno) throws -> (junit: [String], ktap: String, kcidb: String) {
            let cell = Control.mustFail.cell(kernel: "stock")
            var result = CellResult(
                id: cell.id, arch: cell.architecture, kernel: KernelIdentity(name: "stock", source: "debian:sid"),
                requested: cell.requested, outcome: .failed, rung: rung, cause: "no", errno: errno)
            result.control = .mustFail
            result.deviceMemory = [DeviceMemoryResult(Mebibytes(256), .failed, rung: rung, errno: errno)]
            input.results.cells = [result]
            input.record.cells = [cell]
            let found = try #require(try xml(input).below("testcase").first)
            return (
                found.children.map(\.name).filter { !Self.remarks.contains($0) }, KTAPText.text(input),
                String(decoding: try KCIDB.json(input), as: UTF8.self)
            )
        }
        let met = try answer(.reserve, .erange)
        #expect(met.junit == [] && met.ktap.contains("\nok 1 ") && !met.ktap.contains("not ok"))
        #expect(!met.kcidb.contains("must-fail"))
        let other = try answer(.`init`, .enomem)
        #expect(other.junit == ["error"] && other.ktap.contains("\nnot ok 1 ") && other.ktap.contains("# ERROR"))
    }

    @Test(arguments: HostileTests.texts)
    func aGuestWritesNoXMLAndNoJSONOfItsOwn(text: String) throws {
        let input = HostileTests.input(text + "\0\u{1b}\u{fffe}")
        let root = try xml(input)
        #expect(root.attributes["name"] == JUnitXML.legal(text + "\0\u{1b}\u{fffe}"))
        #expect(root.below("testcase").count == 87)
        let document = try KCIDB.json(input)
        #expect(!String(decoding: document, as: UTF8.self).contains("\\u0000"), "the schema allows no NUL")
        let json = try JSONSerialization.jsonObject(with: Data(document)) as? [String: Any]
        for test in json?["tests"] as? [[String: Any]] ?? [] {
            let path = try #require(test["path"] as? String)
            #expect(path.wholeMatch(of: /[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*/) != nil, "\(path)")
        }
    }

    @Test func everyTestHasItsBuildAndEveryBuildItsCheckout() throws {
        let document = Data(try KCIDB.json(Samples.trouble()))
        let json = try #require(try JSONSerialization.jsonObject(with: document) as? [String: Any])
        func values(_ list: String, _ key: String) -> [String] {
            (json[list] as? [[String: Any]] ?? []).compactMap { $0[key] as? String }
        }
        #expect(Set(values("tests", "build_id")).isSubset(of: values("builds", "id")))
        #expect(Set(values("builds", "checkout_id")).isSubset(of: values("checkouts", "id")))
        for list in ["tests", "builds", "checkouts"] {
            #expect(Set(values(list, "id")).count == values(list, "id").count)
            #expect(values(list, "id").allSatisfy { $0.hasPrefix("strait:") })
        }
        let legal: Set = ["PASS", "FAIL", "SKIP", "ERROR", "MISS", "DONE"]
        #expect(legal.isSuperset(of: values("tests", "status")))
        #expect(values("tests", "log_excerpt").allSatisfy { $0.unicodeScalars.count <= 16384 })
    }
}
