// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitConfig

@Suite("What a configuration says that its cells will do")
struct ExpectationTests {
    @Test("the first rule that fits a cell is its")
    func firstWins() throws {
        let matrix = try rules(
            """
            expect:
              - { physBits: 36, kaslr: off, outcome: failed, rung: reserve, errno: ERANGE, note: too narrow }
              - { arch: x86_64, outcome: [passed, hung], link: "https://example.org/1" }
              - { outcome: passed }
            """
        ).matrix()
        let narrow = CellExpectation([.failed], rung: .reserve, errno: .erange, note: "too narrow")
        let varies = CellExpectation([.passed, .hung], link: "https://example.org/1")
        let expected = [narrow, varies, varies, varies, CellExpectation([.passed]), CellExpectation([.passed])]
        #expect(matrix.cells.map { matrix.expectation(for: $0) } == expected)
        #expect(matrix.notes == [])
    }

    @Test("a rule that decides nothing is told, with its place")
    func idle() throws {
        let matrix = try rules(
            """
            expect:
              - { physBits: [36, 46], outcome: passed }
              - { physBits: 40, outcome: failed }
              - { physBits: 46, outcome: failed }
              - { outcome: failed }
            """
        ).matrix()
        #expect(
            matrix.notes == [
                "t.yaml:8: expect[1]: matches no cell",
                "t.yaml:9: expect[2]: has no effect: earlier rules match all of its cells",
            ])
    }

    @Test("an errno of the kernel's, where the kernel can have answered", arguments: ["ENOMEM", "EPROBE_DEFER"])
    func errnos(_ name: String) throws {
        for outcome in ["failed", "crashed", "[passed, failed]"] {
            let matrix = try rules("expect: [{ outcome: \(outcome), errno: \(name) }]").matrix()
            #expect(matrix.cells.allSatisfy { matrix.expectation(for: $0)?.errno?.name == name })
        }
    }

    @Test(
        "what a user reads of a wrong rule",
        arguments: [
            (
                "{ arch: x86_64 }",
                "t.yaml:6: expect[0].outcome: is missing; known: passed, failed, crashed, hung, unsupported. Or say what an answer is: initialization, tests, log"
            ),
            (
                "{ initialization: granted }",
                "t.yaml:6: expect[0].initialization: \"granted\" is not an answer; known: good, bad, not asked"
            ),
            (
                "{ log: bad, rung: reserve }",
                "t.yaml:6: expect[0].rung: belongs to an outcome, and the rule has none"
            ),
            ("{ outcome: fail }", "t.yaml:6: expect[0].outcome: \"fail\" is not an outcome; did you mean failed?"),
            (
                "{ outcome: invalid }",
                "t.yaml:6: expect[0].outcome: \"invalid\" is not an outcome; known: passed, failed, crashed, hung, unsupported"
            ),
            ("{ outcome: [] }", "t.yaml:6: expect[0].outcome: an empty list; name a value, or leave the key out"),
            (
                "{ outcome: failed, rung: reserved }",
                "t.yaml:6: expect[0].rung: \"reserved\" is not a rung; did you mean reserve?"
            ),
            ("{ outcome: failed, errno: -34 }", "t.yaml:6: expect[0].errno: \"-34\" is not an errno such as ERANGE"),
            (
                "{ outcome: failed, errno: ERANG }",
                "t.yaml:6: expect[0].errno: \"ERANG\" is not an errno such as ERANGE; did you mean ERANGE?"
            ),
            (
                "{ outcome: failed, errno: EFOOBAR }",
                "t.yaml:6: expect[0].errno: \"EFOOBAR\" is not an errno such as ERANGE"
            ),
            (
                "{ outcome: hung, errno: ERANGE }",
                "t.yaml:6: expect[0].errno: belongs to an error of the kernel; hung has none"
            ),
            (
                "{ outcome: [failed, hung], errno: ERANGE }",
                "t.yaml:6: expect[0].errno: belongs to an error of the kernel; hung has none"
            ),
            (
                "{ outcome: [passed, hung], errno: ERANGE }",
                "t.yaml:6: expect[0].errno: belongs to an error of the kernel; hung has none"
            ),
            ("{ outcome: passed, errno: ERANGE }", "t.yaml:6: expect[0].errno: belongs to a failure; passed has none"),
            (
                "{ outcome: failed, link: \"javascript:1\" }",
                "t.yaml:6: expect[0].link: \"javascript:1\" is not an address that begins with https:// or http://"
            ),
            ("{ outcome: failed, erno: EIO }", "t.yaml:6: expect[0].erno: unknown key; did you mean errno?"),
            (
                "{ outcome: failed, physBits: 8 }",
                "t.yaml:6: expect[0].physBits: 8 is out of range; 32 to 52 bits can be"
            ),
        ])
    func wrong(_ rule: String, _ expected: String) {
        #expect(complaints(ruled("expect: [\(rule)]")) == expected)
    }
}
