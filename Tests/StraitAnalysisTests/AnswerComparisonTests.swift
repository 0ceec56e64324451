// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import TestSupport
import Testing

/// The three answers of a pair, and what moved said once.
@Suite struct AnswerComparisonTests {
    private static let ids = (1...3).map { "x86_64,k,physBits-4\($0)" }

    private static func report(_ name: String, count: Int = 1, during: String? = nil) -> KernelReport {
        KernelReport(
            kind: .warning, title: "WARNING: mm/rmap.c:1 at \(name)", rung: .selftests, lines: [],
            fingerprint: "warning-\(name)", during: during, function: name, count: count, order: 1)
    }

    private static func result(_ id: String, _ change: (inout CellResult) -> Void = { _ in }) -> CellResult {
        var result = CellResult(
            id: id, arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
            outcome: .passed, rung: .log, cause: nil)
        result.deviceMemory = [256, 1 << 15].map { DeviceMemoryResult(Mebibytes($0), .passed, rung: .`init`) }
        result.suites = [.hmmTests(planned: 1, tests: [SelftestResult(name: "a", status: .pass)])]
        result.ladder = [.load, .reserve, .`init`, .selftests, .unload, .log].map {
            RungRecord($0, .passed, seconds: 1)
        }
        change(&result)
        return result
    }

    private static func refuse(_ result: inout CellResult) {
        result.deviceMemory[1] = DeviceMemoryResult(Mebibytes(1 << 15), .failed, rung: .reserve, errno: .erange)
        (result.outcome, result.rung, result.errno) = (.failed, .reserve, .erange)
    }

    private static func warn(_ result: inout CellResult, _ count: Int = 1) {
        result.reports = [report("remove_migration_pmd", count: count, during: "hmm.migrate_anon_huge")]
        (result.outcome, result.rung) = (.crashed, .selftests)
    }

    private static func compare(
        _ base: [CellResult], _ candidate: [CellResult], judged: [CellQuestion] = CellQuestion.allCases
    ) -> Comparison {
        func side(_ results: [CellResult]) -> ComparisonSide {
            let record = RunRecord(
                id: "r", name: "r", started: "2026-11-23T00:15:00Z", configuration: "", arguments: [],
                host: .init(name: "desk", system: "Linux", cores: 2, memoryMiB: 4096), tools: [:], images: [],
                cells: .samples(results.map(\.id)))
            return ComparisonSide(record: record, results: results)
        }
        return Comparison(base: side(base), candidate: side(candidate), judged: judged)
    }

    private static func words(_ pair: Comparison.Pair) -> String {
        CellQuestion.allCases.map { pair.answers[$0].rawValue }.joined(separator: " ")
    }

    /// What a real series did: initialization mended, the tests as before, a WARNING new.
    @Test func whatIsMendedIsToldBesideWhatIsNew() throws {
        let base = Self.ids.map { Self.result($0, Self.refuse) }
        let candidate = Self.ids.map { id in Self.result(id) { Self.warn(&$0, 2) } }
        let comparison = Self.compare(base, candidate)
        #expect(comparison.pairs.map(Self.words) == Array(repeating: "fixed unchanged broke", count: 3))
        #expect(comparison.verdict == .broke)
        #expect(comparison.counts(of: .initialization) == [.fixed: 3])
        let reports = comparison.moves(of: .log).filter { $0.change.subject == .report }
        #expect(reports.count == 1, "one thing, though it is in three cells")
        #expect(reports.first?.cells == comparison.pairs.map(\.name))
        #expect(reports.first?.count == 6)
        #expect(reports.first?.during == ["hmm.migrate_anon_huge"])
        #expect(Self.compare(base, candidate, judged: [.initialization]).verdict == .fixed)
        #expect(Self.compare(base, candidate, judged: [.tests]).verdict == .unchanged)
        #expect(Self.compare(base, candidate, judged: [.initialization, .log]).verdict == .broke)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let words: String
        let base: @Sendable (inout CellResult) -> Void
        let candidate: @Sendable (inout CellResult) -> Void

        init(
            _ name: String, _ words: String, base: @escaping @Sendable (inout CellResult) -> Void = { _ in },
            candidate: @escaping @Sendable (inout CellResult) -> Void = { _ in }
        ) {
            (testDescription, self.words, self.base, self.candidate) = (name, words, base, candidate)
        }
    }

    private static func lose(_ result: inout CellResult, _ outcome: Outcome, _ reports: [KernelReport] = []) {
        (result.outcome, result.rung, result.reports) = (outcome, .boot, reports)
        (result.deviceMemory, result.suites, result.ladder) = ([], [], [RungRecord(.boot, outcome, seconds: 1)])
        result = result.answered(WorkloadRequest())
    }

    private static let oops = KernelReport(kind: .oops, title: "Oops", rung: .boot, lines: [], fingerprint: "oops-1")

    @Test(arguments: [
        Case("nothing differs", "unchanged unchanged unchanged"),
        Case("a warning goes", "unchanged unchanged fixed", base: { warn(&$0) }),
        Case(
            "the same warning, more often", "unchanged unchanged unchanged", base: { warn(&$0) },
            candidate: { warn(&$0, 9) }),
        Case(
            "one warning for another", "unchanged unchanged broke", base: { warn(&$0) },
            candidate: {
                warn(&$0)
                $0.reports = [report("another")]
            }),
        Case(
            "a test fails", "unchanged broke unchanged",
            candidate: {
                $0.suites = [.hmmTests(planned: 1, tests: [SelftestResult(name: "a", status: .fail)])]
                ($0.outcome, $0.rung) = (.failed, .selftests)
            }),
        Case("an oops at boot", "broke broke broke", candidate: { lose(&$0, .crashed, [oops]) }),
        Case("an oops at boot is mended", "fixed fixed fixed", base: { lose(&$0, .crashed, [oops]) }),
        Case("a hang at boot: its log cannot be read", "broke broke inconclusive", candidate: { lose(&$0, .hung) }),
        Case("a hang at boot is mended", "fixed fixed unchanged", base: { lose(&$0, .hung) }),
        Case(
            "both hang at boot", "unchanged unchanged unchanged", base: { lose(&$0, .hung) },
            candidate: { lose(&$0, .hung) }),
        Case(
            "a warning where the base never came", "fixed fixed inconclusive", base: { lose(&$0, .crashed, [oops]) },
            candidate: { warn(&$0) }),
        Case(
            "the base's log could not be read", "unchanged unchanged inconclusive", base: { lose(&$0, .hung) },
            candidate: { lose(&$0, .crashed, [oops]) }),
    ])
    func answers(of example: Case) throws {
        let id = Self.ids[0]
        let comparison = Self.compare([Self.result(id, example.base)], [Self.result(id, example.candidate)])
        #expect(try Self.words(#require(comparison.pairs.first)) == example.words)
    }
}
