// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitWorkload

/// One rule of KTAP: an output, and all that has to come of it.
struct KTAPCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    /// `name=status`, in order.
    let tests: [String]
    var planned: Int?
    var isTruncated = false
    var bailOut: String?
    var skippedAll: String?
    var contradictions: [String] = []

    init(
        _ description: String, _ text: String, _ tests: [String], planned: Int? = nil, isTruncated: Bool = false,
        bailOut: String? = nil, skippedAll: String? = nil, contradictions: [String] = []
    ) {
        testDescription = description
        self.text = text
        self.tests = tests
        self.planned = planned
        self.isTruncated = isTruncated
        self.bailOut = bailOut
        self.skippedAll = skippedAll
        self.contradictions = contradictions
    }
}

let ktapCases: [KTAPCase] = [
    KTAPCase(
        "hmm-tests as it is",
        """
        TAP version 13
        1..3
        # Starting 3 tests from 2 test cases.
        #  RUN           hmm.hmm_device_private.open_close ...
        #            OK  hmm.hmm_device_private.open_close
        ok 1 hmm.hmm_device_private.open_close
        #  RUN           hmm.hmm_device_private.anon_read ...
        # hmm-tests.c:352:anon_read:Expected ret (-1) == 0 (0)
        # anon_read: Test terminated by assertion
        #          FAIL  hmm.hmm_device_private.anon_read
        not ok 2 hmm.hmm_device_private.anon_read
        #  RUN           hmm.hmm_device_coherent.open_close ...
        #      SKIP      DEVICE_COHERENT not available
        #            OK  hmm.hmm_device_coherent.open_close
        ok 3 hmm.hmm_device_coherent.open_close # SKIP DEVICE_COHERENT not available
        # FAILED: 2 / 3 tests passed.
        # 1 skipped test(s) detected.  Consider enabling relevant config options to improve coverage.
        # Totals: pass:1 fail:1 xfail:0 xpass:0 skip:1 error:0
        """,
        [
            "hmm.hmm_device_private.open_close=pass", "hmm.hmm_device_private.anon_read=fail",
            "hmm.hmm_device_coherent.open_close=skip",
        ], planned: 3),
    KTAPCase(
        "directives in any case; SKIP wins on either; an unknown one falls back",
        """
        1..11
        not ok 1 a # skip no device
        ok 2 b # XFAIL known
        not ok 3 c # xfail known
        not ok 4 d # TODO later
        ok 5 e # Todo done
        not ok 6 f # TIMEOUT 45 seconds
        ok 7 g # ERROR broke
        not ok 8 h # SKIPPED is no directive
        ok 9 i # XPASS unknown
        ok 10 j # SKIP: with a colon
        not ok 11 k #  just words
        """,
        [
            "a=skip", "b=xfail", "c=xfail", "d=xfail", "e=pass", "f=timeout", "g=error", "h=fail", "i=pass", "j=skip",
            "k=fail",
        ], planned: 11),
    KTAPCase(
        "old kselftest.h writes the name after the directive",
        "1..3\nok 1 # SKIP mremap_test\nok 2 - plain\nnot ok 3 # XFAIL other name",
        ["mremap_test=skip", "plain=pass", "other name=xfail"],
        planned: 3),
    KTAPCase("the plan at the end", "ok 1 a\nok 2 b\n1..2\n", ["a=pass", "b=pass"], planned: 2),
    KTAPCase("no plan", "KTAP version 1\nok 1 a\nnot ok 2 b", ["a=pass", "b=fail"]),
    KTAPCase(
        "truncated", "TAP version 13\n1..3\nok 1 a\nok 2 b\n", ["a=pass", "b=pass"], planned: 3, isTruncated: true),
    KTAPCase(
        "truncated in a test", "1..2\n#  RUN           hmm.x.a ...\nok 1 hmm.x.a\n#  RUN           hmm.x.b ...\n",
        ["hmm.x.a=pass", "hmm.x.b=error"], planned: 2, isTruncated: true),
    KTAPCase(
        "bail out fails the rest", "1..4\nok 1 a\nBail out! no device\nok 2 b\n", ["a=pass", "b=error"], planned: 4,
        isTruncated: true, bailOut: "no device"),
    KTAPCase(
        "everything skipped", "TAP version 13\n1..0 # SKIP no /dev/hmm_dmirror0\n", [], planned: 0,
        skippedAll: "no /dev/hmm_dmirror0"),
    KTAPCase("an empty plan is no skip", "1..0\n", [], planned: 0),
    KTAPCase(
        "kselftest's runner nests with '# '",
        """
        TAP version 13
        1..1
        # timeout set to 180
        # selftests: mm: hmm-tests
        # TAP version 13
        # 1..2
        # # Starting 2 tests from 1 test cases.
        # ok 1 hmm.a.b
        # not ok 2 hmm.a.c
        # # Totals: pass:1 fail:1 xfail:0 xpass:0 skip:0 error:0
        not ok 1 selftests: mm: hmm-tests # exit=1
        """, ["hmm.a.b=pass", "hmm.a.c=fail"], planned: 2),
    KTAPCase(
        "the specification nests with two blanks; a parent fails with its child, and counts once",
        """
        KTAP version 1
        1..3
          KTAP version 1
          # Subtest: suite
          1..2
          ok 1 inner
            KTAP version 1
            1..1
            not ok 1 deepest
          ok 2 middle
        ok 1 suite
        ok 2 alone
          1..1
          ok 1 fine
        not ok 3 broken by itself
        # Totals: pass:1 fail:2 xfail:0 xpass:0 skip:0 error:0
        """,
        ["inner=pass", "deepest=fail", "alone=pass", "fine=pass", "broken by itself=fail"], planned: 4),
    KTAPCase(
        "a nested run that is truncated", "1..1\n  1..3\n  ok 1 a\nok 1 suite\n", ["a=pass"], planned: 3,
        isTruncated: true),
    KTAPCase(
        "totals that are not those of the results",
        "1..2\nok 1 a\nnot ok 2 b\n# Totals: pass:2 fail:0 xfail:0 xpass:0 skip:0 error:0\n", ["a=pass", "b=fail"],
        planned: 2,
        contradictions: ["the totals say pass:2, the results say 1", "the totals say fail:0, the results say 1"]),
    KTAPCase(
        "totals: an unexpected pass is a pass",
        "1..2\nok 1 a # XPASS unknown\nok 2 b # XFAIL known\n# Totals: pass:0 fail:0 xfail:1 xpass:1 skip:0 error:0",
        ["a=pass", "b=xfail"], planned: 2),
    KTAPCase(
        "more results than planned", "1..1\nok 1 a\nok 2 b\n", ["a=pass", "b=pass"], planned: 2,
        contradictions: ["the plan says 1 results, there are 2"]),
    KTAPCase("duplicates keep both results", "1..2\nok 1 a\nnot ok 1 a\n", ["a=pass", "a=fail"], planned: 2),
    KTAPCase(
        "unknown lines never change a status",
        "1..1\nnot ok\nok\nokay 1\nok x\nnot okay 2 b\n ok 3 one blank\nOK 4 c\nok 1 a\nhello # SKIP\n", ["a=pass"],
        planned: 1),
    KTAPCase(
        "the harness's time limit is its own status, for that test only",
        """
        1..3
        # migrate: Test terminated by timeout
        #          FAIL  hmm.x.migrate
        not ok 1 hmm.x.migrate
        not ok 2 hmm.x.other
        # third: Test terminated by timeout
        ok 3 hmm.x.third
        # Totals: pass:1 fail:2 xfail:0 xpass:0 skip:0 error:0
        """, ["hmm.x.migrate=timeout", "hmm.x.other=fail", "hmm.x.third=pass"], planned: 3),
    KTAPCase("an escaped mark is part of the name", "1..1\nok 1 a \\# SKIP b#c\n", ["a \\# SKIP b#c=pass"], planned: 1),
    KTAPCase("carriage returns", "1..1\r\nok 1 a # SKIP why\r\n", ["a=skip"], planned: 1),
    KTAPCase("nothing", "", []),
]

@Suite struct KTAPTests {
    @Test(arguments: ktapCases) func rule(_ example: KTAPCase) {
        let output = KTAPOutput(parsing: Array(example.text.utf8))
        #expect(output.tests.map { "\($0.name)=\($0.status.rawValue)" } == example.tests)
        #expect(output.planned == example.planned)
        #expect(output.isTruncated == example.isTruncated)
        #expect(output.bailOut == example.bailOut)
        #expect(output.skippedAll == example.skippedAll)
        #expect(output.contradictions == example.contradictions)
        #expect(output.hasNoResults == (example.tests.isEmpty && example.skippedAll == nil))
    }

    @Test func detailIsWhatWasPrintedBeforeTheFailure() {
        let output = KTAPOutput(parsing: Array(ktapCases[0].text.utf8))
        #expect(
            output.tests.map(\.detail) == [
                nil,
                """
                hmm-tests.c:352:anon_read:Expected ret (-1) == 0 (0)
                anon_read: Test terminated by assertion
                """, "DEVICE_COHERENT not available",
            ])
    }

    @Test func detailIsBounded() {
        let noise = (0..<1000).map { "# line \($0) " + String(repeating: "x", count: 1000) }.joined(separator: "\n")
        let detail = KTAPOutput(parsing: Array("\(noise)\nnot ok 1 a\n".utf8)).tests[0].detail ?? ""
        #expect(detail.hasPrefix("line 984 "))
        #expect(detail.count < 16 * 201)
    }

    @Test func countsFollowFromTheTests() {
        let summary = TestCounts(KTAPOutput(parsing: Array(ktapCases[1].text.utf8)).tests)
        #expect([summary.pass, summary.fail, summary.skip, summary.xfail] == [2, 4, 2, 3])
    }

    @Test func oneByteMoreOrLessNeverCrashes() {
        let text = Array(ktapCases.map(\.text).joined(separator: "\n").utf8)
        for end in stride(from: 0, through: text.count, by: 3) { _ = KTAPOutput(parsing: Array(text[..<end])) }
    }
}
