// SPDX-License-Identifier: Apache-2.0

import Foundation
import StraitModel
import Testing

@testable import StraitAnalysis
@testable import StraitReport

/// A comparison by the three answers: its headline, its table, and what moved.
@Suite struct AnswerComparisonTests {
    @Test func theHeadlineIsMadeOfTheThreeAnswers() {
        #expect(
            Headline(SampleSeries.comparison()).text
                == "Initialization: 24 cells fixed, 76 unchanged. Tests: unchanged. Kernel log: 92 cells have a WARNING "
                + "that the base has not: remove_migration_pmd (368 times, in hmm.…migrate_anon_huge_…); 8 unchanged."
        )
    }

    @Test func anOopsComesBeforeAnyWarning() throws {
        let comparison = SampleSeries.comparison { results in
            let oops = KernelReport(
                kind: .oops, title: "Oops: general protection fault in f+0x1/0x2", rung: .selftests, lines: [],
                fingerprint: "oops-1", during: "hmm.a.b")
            SampleSeries.report(&results[105], oops)
        }
        let text = Headline(comparison).text
        #expect(text.contains("1 cell has an Oops that the base has not: f (once, in hmm.a.b)"))
        let first = try #require(MoveWords.moved(comparison).first)
        #expect(first.head == "new in the kernel log: Oops in f (once, in hmm.a.b)")
        #expect(first.pairs.count == 1)
    }

    @Test func whatIsNotJudgedIsToldAndDecidesNothing() {
        let comparison = SampleSeries.comparison(judged: [.initialization])
        #expect(comparison.verdict == .fixed && comparison.counts == [.fixed: 24, .unchanged: 76])
        let text = Headline(comparison).text
        #expect(text.hasSuffix("unchanged (not judged). Judged by initialization only."), "\(text)")
        #expect(MoveWords.moved(comparison).allSatisfy { $0.verdict == .fixed })
        #expect(MoveWords.besides(comparison).contains { $0.head.contains("remove_migration_pmd") })
        #expect(!ComparisonReport.deservesTag(comparison), "the kernel log is worse, whoever judges it")
        #expect(SampleSeries.comparison(judged: [.log]).verdict == .broke)
        #expect(SampleSeries.comparison(judged: [.tests]).verdict == .unchanged)
    }

    @Test func whatNobodyAskedIsNotUnchanged() {
        let comparison = SampleSeries.comparison { results in
            for index in results.indices {
                results[index].suites = []
                results[index].ladder.removeAll { $0.rung.question == .tests }
                results[index] = results[index].answered(WorkloadRequest(suites: []))
            }
        }
        #expect(Headline(comparison).text.contains("Tests: not asked."))
    }

    @Test func pairsThatAgreeAreOneRow() {
        let rows = PairRow.all(SampleSeries.comparison()).map {
            "\($0.content.verdict.rawValue) \($0.label): \($0.count)"
        }
        #expect(
            rows == [
                "broke x86_64, 36/37/39 bits, KASLR off/random: 24", "broke x86_64, all others: 36",
                "broke aarch64: 32", "unchanged ppc64le: 8",
            ])
    }

    @Test func layoutsOfOneQuestionAreToldAsSoManyOfSoMany() {
        let layouts = LayoutDraw.all(5).map { AxisValue.text($0.description) }
        func cells(_ kernel: String) -> [Cell] {
            layouts.map { Samples.cell(.x86_64, ["physBits": .integer(36), "kaslr": $0], kernel: kernel) }
                + [Samples.cell(.x86_64, ["physBits": .integer(46), "kaslr": .text("off")], kernel: kernel)]
        }
        let all = cells("base") + cells("candidate")
        var results = all.map { Results.blank($0, .passed, .log, nil) }
        for index in [6, 8] { results[index].outcome = .crashed }
        let record = Samples.record(all)
        func side(_ kernel: String) -> ComparisonSide {
            ComparisonSide(record: record, results: results, kernel: kernel)
        }
        let rows = PairRow.all(Comparison(base: side("base"), candidate: side("candidate")))
        #expect(rows.map(\.label) == ["x86_64, 36 bits, KASLR random x5, 2 of 5", "x86_64, all others"])
        #expect(rows.map(\.count) == [2, 4])
    }

    @Test func theOutcomeIsNotRepeatedWhereAReportOrASizeSaysIt() {
        let comparison = SampleSeries.comparison { results in
            SampleSeries.refuse(&results[190])
            results[191].outcome = .hung
            (results[191].rung, results[191].cause) = (.boot, "no word for 60 s")
        }
        let heads = MoveWords.moved(comparison).map(\.head)
        #expect(!heads.contains { $0.contains("crashed at") }, "\(heads)")
        #expect(heads.contains { $0.hasSuffix("hung at boot") }, "nothing else tells of the hang")
        #expect(heads.filter { $0.contains("failed at reserve with ERANGE") }.count == 2, "a size each way")
    }

    @Test func whatMovedAlikeIsOneThing() throws {
        let comparison = SampleSeries.comparison { results in
            for index in [192, 193] {
                results[index].suites = [.hmmTests(planned: 78, tests: Results.tests(failing: [1, 2, 3]))]
            }
        }
        let tests = try #require(MoveWords.moved(comparison).first { $0.head.hasPrefix("tests: ") })
        #expect(tests.head.hasPrefix("tests: 3 tests pass -> fail: hmm.hmm_device_private.anon_read_1, "))
        #expect(tests.pairs.count == 2)
    }

    @Test(arguments: [
        (" <TASK>", " ", "[test_hmm]"), ("", " ", ""),
        ("", "[c0000000062373e0] [c0000000007631f4] ", ""),
    ])
    func aCallTraceHasNoAddresses(_ begin: String, _ before: String, _ module: String) {
        let lines =
            ["WARNING: x", "RIP: 0010:here+0x1/0x2", "Call trace:", begin]
            + ["a+0x1/0x2 \(module)", "b.isra.0+0x3/0x4 (P)"].map { before + $0 }
            + [before + "? doubt+0x1/0x2", before + "c+0x5/0x6", "---[ end trace ]---", " d+0x1/0x2"]
        let report = KernelReport(
            kind: .warning, title: "WARNING: x", rung: nil, lines: lines.filter { !$0.isEmpty }, fingerprint: "w",
            function: "here")
        let first = module.isEmpty ? "a+0x1/0x2" : "a+0x1/0x2 \(module)"
        #expect(CallTrace(report).frames == ["here", first, "b.isra.0+0x3/0x4", "c+0x5/0x6"])
        #expect(CallTrace(report).lines(2) == ["here", first, "(2 more frames)"])
        #expect(CallTrace(report).lines(0).isEmpty)
    }

    @Test func aMailOfAHundredCellsHasSixtyLines() {
        let tester = "A Tester <tester@example.org>"
        var random = SystemRandomNumberGenerator()
        // Everything at once: many different reports, hangs, refusals, and cells without a verdict.
        let trouble = SampleSeries.comparison { results in
            for index in 100..<200 {
                switch index % 7 {
                case 0: SampleSeries.refuse(&results[index])
                case 1: results[index].outcome = .infrastructure
                case 2:
                    let name = "function_with_a_rather_long_name_\(Int.random(in: 0..<40, using: &random))"
                    SampleSeries.report(&results[index], SampleSeries.warning(name, during: nil, count: 2))
                case 3:
                    (results[index].outcome, results[index].rung, results[index].cause) = (
                        .hung, .boot, "silence \(index)"
                    )
                case 4:
                    results[index].suites = [.hmmTests(planned: 78, tests: Results.tests(failing: [index % 30, 5]))]
                default: break
                }
            }
        }
        for comparison in [SampleSeries.comparison(), trouble] {
            var mail = ComparisonMail(comparison)
            mail.tester = tester
            mail.coverage = ["Of 412 changed lines that can run, 371 did on x86_64."]
            mail.repetition = .init(
                command:
                    "strait run series.yaml --output runs/series && strait compare runs/series --base base --candidate candidate",
                attachments: ["series.yaml"])
            let lines = mail.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            #expect(lines.count <= 60, "\(lines.count) lines")
            let ids = comparison.pairs.map(\.name)
            let wide = lines.filter { line in line.count > 72 && !ids.contains { line.contains($0) } }
            #expect(wide.isEmpty, "\(wide)")
            // No id is broken: whatever looks like the begin of one is one.
            for line in lines where line.hasPrefix("    in x86_64,phys") || line.hasPrefix("      x86_64,phys") {
                #expect(ids.contains { line.contains($0) }, "\(line)")
            }
            for text in [
                "strait: Initialization: ", "      remove_migration_pte+0x5ac/0x600", "Of 412 changed lines",
                "To repeat all of it (series.yaml is attached):", "from [PATCH v3 01/13] mm: part 1 to [PATCH v3",
            ] {
                #expect(mail.text.contains(text), "\(text)")
            }
            #expect(!mail.text.contains("Tested-by"))
        }
    }
}

/// That a pair is inconclusive is never all that is said.
@Suite struct DoubtTests {
    private static func change(_ index: Int, _ body: @escaping (inout CellResult) -> Void) -> Comparison {
        SampleSeries.comparison { body(&$0[index]) }
    }

    @Test func everyInconclusivePairSaysWhy() {
        let cases: [(Comparison, String)] = [
            (
                Self.change(192) { ($0.outcome, $0.cause) = (.infrastructure, "QEMU died") },
                "candidate has no verdict: infrastructure: QEMU died"
            ),
            (
                Self.change(92) { ($0.outcome, $0.cause) = (.invalid, "32 bits") },
                "base has no verdict: invalid: 32 bits"
            ),
            (
                Self.change(192) { result in
                    (result.outcome, result.rung) = (.hung, .boot)
                    (result.ladder, result.deviceMemory, result.suites) = ([], [], [])
                    result = result.answered(WorkloadRequest())
                },
                "kernel log: not known of the candidate, which hung at boot"
            ),
        ]
        for (comparison, words) in cases {
            let open = comparison.pairs.filter { pair in
                CellQuestion.allCases.contains { pair.answers[$0] == .inconclusive }
            }
            #expect(!open.isEmpty)
            let said = open.flatMap { pair -> [String] in
                var pair = pair
                pair.verdict = .inconclusive
                return pair.doubts(CellQuestion.allCases).map(ChangeWords.sentence)
            }
            #expect(said.contains(words), "\(said)")
        }
    }
}

/// Results of earlier versions, which called a size crashed over which the kernel only warned.
@Suite struct EarlierResultTests {
    /// A refusal under a WARNING, as version 0.1.0 wrote it, and as it is written now.
    private static func refused(_ size: Outcome, count: Int) -> CellResult {
        var result = Results.smoke(Samples.cell(.ppc64le, ["mmu": .text("hash")]))
        let warning = SampleSeries.warning("hash__vmemmap_remove_mapping", during: nil, count: 4 / count)
        result.reports = Array(repeating: warning, count: count)
        (result.outcome, result.rung, result.errno) = (.crashed, .`init`, nil)
        result.deviceMemory = Samples.sizes.map {
            DeviceMemoryResult($0, size, rung: .`init`, errno: .enomem, start: Address(1 << 40))
        }
        result.suites = []
        result.ladder[8] = RungRecord(.selftests, size, seconds: 0.1, cause: "test_hmm does not load", errno: .enomem)
        return result
    }

    @Test func aRefusalUnderAWarningIsOne() {
        let (before, after) = (Self.refused(.crashed, count: 4), Self.refused(.failed, count: 1))
        #expect(before.answers == CellAnswers(initialization: .bad, tests: .bad, log: .bad))
        #expect(Change.all(from: before, to: after).isEmpty && Change.all(from: after, to: before).isEmpty)
        #expect(PairAnswers(before, after, []).worst(of: CellQuestion.allCases) == .unchanged)
        #expect(before.answeredSizes.allSatisfy { $0.outcome == .failed })
    }

    @Test func aGrantUnderAWarningIsOne() {
        var result = Self.refused(.crashed, count: 4)
        for index in result.deviceMemory.indices { result.deviceMemory[index].errno = nil }
        #expect(result.answeredSizes.allSatisfy { $0.outcome == .passed } && result.answers.initialization == .good)
        result.reports[0].kind = .panic
        #expect(result.answeredSizes.allSatisfy { $0.outcome == .crashed }, "the guest was lost over it")
    }
}
