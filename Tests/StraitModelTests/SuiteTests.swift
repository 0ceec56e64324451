// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@Suite struct SuiteTests {
    private static func result(_ suites: [SuiteResult] = []) -> CellResult {
        var result = CellResult(
            id: "x86_64,k", arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
            outcome: .passed, rung: .log, cause: nil)
        result.suites = suites
        return result
    }

    private static let tests = [
        SelftestResult(name: "a", status: .pass), SelftestResult(name: "b", status: .timeout),
        SelftestResult(name: "c", status: .xfail),
    ]

    @Test func aListOfSuitesIsWrittenAndRead() throws {
        let other = SuiteResult(
            name: "migration", path: "kselftest.mm.migration", rung: Rung("migration"), planned: nil, tests: [])
        let result = Self.result([.hmmTests(planned: 4, tests: Self.tests), other])
        let data = try JSONEncoder().encode(result)
        #expect(try JSONDecoder().decode(CellResult.self, from: data) == result)
        let fields = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(fields["schema"] as? String == "strait.cell/2" && fields["selftests"] == nil)
        let first = try #require((fields["suites"] as? [[String: Any]])?.first)
        #expect(first["name"] as? String == "hmm-tests" && first["path"] as? String == "kselftest.mm.hmm-tests")
        #expect(["pass", "fail", "skip", "xfail"].map { first[$0] as? Int } == [1, 1, 0, 1])
    }

    /// A result of the first schema has the one suite of then; written again it is what it was.
    @Test func theFirstSchemaIsRead() throws {
        let now = try JSONEncoder().encode(Self.result([.hmmTests(planned: 4, tests: Self.tests)]))
        var fields = try #require(JSONSerialization.jsonObject(with: now) as? [String: Any])
        fields["schema"] = "strait.cell/1"
        var suite = try #require((fields.removeValue(forKey: "suites") as? [[String: Any]])?.first)
        for key in ["name", "path", "rung"] { suite[key] = nil }
        fields["selftests"] = suite
        let old = try JSONSerialization.data(withJSONObject: fields)
        let read = try JSONDecoder().decode(CellResult.self, from: old)
        #expect(read.suites == [.hmmTests(planned: 4, tests: Self.tests)] && read.schema == "strait.cell/1")
        let again = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(read)) as? NSDictionary)
        #expect(again.isEqual(to: fields))
        fields["selftests"] = nil
        let none = try JSONDecoder().decode(
            CellResult.self, from: JSONSerialization.data(withJSONObject: fields))
        #expect(none.suites.isEmpty)
    }
}
