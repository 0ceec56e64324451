// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import TestSupport
import Testing

/// What becomes of a pair, as a table: one line a case.
@Suite struct ComparisonTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let base: @Sendable (inout CellResult) -> Void
        let candidate: @Sendable (inout CellResult) -> Void
        let verdict: Comparison.PairVerdict
        let worst: Change.Subject?

        var testDescription: String { name }

        init(
            _ name: String, _ verdict: Comparison.PairVerdict, _ worst: Change.Subject? = nil,
            base: @escaping @Sendable (inout CellResult) -> Void = { _ in },
            candidate: @escaping @Sendable (inout CellResult) -> Void = { _ in }
        ) {
            (self.name, self.verdict, self.worst, self.base, self.candidate) = (name, verdict, worst, base, candidate)
        }
    }

    static let cases = [
        Case("nothing differs", .unchanged),
        Case("a cell that fails", .broke, .outcome, candidate: { $0.fail() }),
        Case("a cell that passes again", .fixed, .outcome, base: { $0.fail() }),
        Case("both fail alike", .unchanged, base: { $0.fail() }, candidate: { $0.fail() }),
        Case(
            "both fail, at another rung", .unchanged, .outcome, base: { $0.fail() },
            candidate: { $0.end(.failed, .`init`) }),
        Case(
            "a clean no becomes a crash", .broke, .outcome, base: { $0.fail() }, candidate: { $0.end(.crashed, .log) }),
        Case(
            "a crash becomes a clean no", .fixed, .outcome, base: { $0.crash(.boot, .oops) }, candidate: { $0.fail() }),
        Case(
            "a crash becomes a hang, whose log nobody can read", .inconclusive, .outcome,
            base: { $0.crash(.boot, .oops) },
            candidate: { $0.lose(.hung, .boot) }),
        Case("no verdict", .inconclusive, candidate: { $0.end(.infrastructure, .login) }),
        Case("not what was asked for", .inconclusive, base: { $0.end(.invalid, .axes) }, candidate: { $0.fail() }),
        Case("cannot be on one side", .inconclusive, base: { $0.end(.unsupported, .host) }),
        Case(
            "cannot be on either side", .unchanged, base: { $0.end(.unsupported, .host) },
            candidate: { $0.end(.unsupported, .host) }),
        Case("a test that fails", .broke, .selftest, candidate: { $0.set(1, .fail) }),
        Case("a test that is left out", .broke, .selftest, candidate: { $0.set(1, .skip) }),
        Case("a test that vanished", .broke, .selftest, candidate: { $0.remove(2) }),
        Case("a test that came back", .unchanged, .selftest, base: { $0.remove(2) }),
        Case("a test that is repaired", .fixed, .selftest, base: { $0.set(0, .fail) }),
        Case(
            "a failing test that is left out is not repaired", .unchanged, .selftest, base: { $0.set(0, .timeout) },
            candidate: { $0.set(0, .skip) }),
        Case(
            "one repaired, one broken", .broke, .selftest, base: { $0.set(0, .fail) }, candidate: { $0.set(1, .fail) }),
        Case("no tests any more", .broke, .selftest, candidate: { $0.suites = [] }),
        Case(
            "two crashes leave off at another test", .unchanged, .selftest, base: { $0.end(.crashed, .selftests) },
            candidate: {
                $0.end(.crashed, .selftests)
                $0.remove(2)
            }),
        Case("a size that fails", .broke, .deviceMemory, candidate: { $0.refuse(1) }),
        Case("a size that is granted", .fixed, .deviceMemory, base: { $0.refuse(1) }),
        Case(
            "a granted size that is not asked for any more", .broke, .deviceMemory,
            candidate: { $0.deviceMemory.removeLast() }),
        Case(
            "a probe that does not load any more", .broke, .outcome, base: { $0.refuseTheLarger() },
            candidate: {
                $0.end(.failed, .load)
                $0.deviceMemory = $0.deviceMemory.map { DeviceMemoryResult($0.size, .unsupported, rung: .load) }
            }),
        Case(
            "support that is gone behind a refusal", .broke, .deviceMemory, base: { $0.refuseTheLarger() },
            candidate: {
                $0.refuseTheLarger()
                $0.deviceMemory[0] = DeviceMemoryResult($0.deviceMemory[0].size, .unsupported, rung: .`init`)
            }),
        Case(
            "a warning becomes a panic on the way", .broke, .outcome, base: { $0.crash(.`init`, .warning) },
            candidate: { $0.crash(.boot, .panic) }),
        Case(
            "a warning becomes a hang at the same rung", .broke, .outcome, base: { $0.crash(.`init`, .warning) },
            candidate: { $0.end(.hung, .`init`) }),
        Case(
            "a warning, and behind it a loss of tests", .broke, .selftest, base: { $0.crash(.`init`, .warning) },
            candidate: {
                $0.crash(.`init`, .warning)
                $0.remove(2)
            }),
        Case(
            "a warning, and a new report behind it", .broke, .report, base: { $0.crash(.`init`, .warning) },
            candidate: {
                $0.crash(.`init`, .warning)
                $0.reports.append(Self.report(.kasan, .selftests))
            }),
        Case(
            "a panic, and another one at the same rung", .broke, .report, base: { $0.crash(.boot, .panic) },
            candidate: {
                $0.end(.crashed, .boot)
                $0.reports = [Self.report(.panic, .boot, "another")]
            }),
        Case(
            "a panic, and an oops where the base never came", .inconclusive, .report, base: { $0.crash(.boot, .panic) },
            candidate: { $0.crash(.`init`, .oops) }),
        Case("less room", .unchanged, .capacity, candidate: { $0.capacity?.largestMiB = Mebibytes(1 << 10) }),
    ]

    @Test(arguments: cases)
    func verdicts(of example: Case) throws {
        var (base, candidate) = (Self.result(), Self.result())
        example.base(&base)
        example.candidate(&candidate)
        let comparison = Comparison(base: Self.side([base]), candidate: Self.side([candidate]))
        let pair = try #require(comparison.pairs.first)
        #expect(pair.verdict == example.verdict)
        #expect(comparison.verdict == example.verdict)
        #expect(pair.changes.first?.subject == example.worst)
    }

    @Test func capacitiesOfTwoKindsSayOfWhatTheyAre() {
        func change(_ base: Capacity?, _ candidate: Capacity?) -> [Change.Value?]? {
            var sides = [Self.result(), Self.result()]
            (sides[0].capacity, sides[1].capacity) = (base, candidate)
            let pair = Comparison(base: Self.side([sides[0]]), candidate: Self.side([sides[1]])).pairs[0]
            return pair.changes.first.map { [$0.before, $0.after] }
        }
        func size(_ count: Int, _ limit: Change.CapacityLimit? = nil) -> Change.Value {
            .capacity(Mebibytes(count), limit: limit)
        }
        let addresses = Capacity(largestMiB: Mebibytes(64 << 20), start: Address(1 << 40))
        let ram = Capacity(largestMiB: Mebibytes(110 << 10), start: nil)
        let none = Capacity(largestMiB: Mebibytes(0), start: nil)
        #expect(change(addresses, ram) == [size(64 << 20, .addresses), size(110 << 10, .memory)])
        #expect(change(none, ram) == [size(0, .addresses), size(110 << 10, .memory)])
        #expect(change(ram, nil) == [size(110 << 10, .memory), nil])
        #expect(change(addresses, none) == [size(64 << 20), size(0)])
        // How much RAM was free in two boots says nothing of the kernels.
        #expect(change(ram, Capacity(largestMiB: Mebibytes(109 << 10), start: nil)) == nil)
    }

    /// Two hosts that began at one second have one id, and each its own objections.
    @Test func theCandidatesControlsCountWhateverItsIdIs() {
        let control = Control.mustPass.cell(kernel: "stock")
        func side(_ outcome: Outcome) -> ComparisonSide {
            var result = Self.result()
            (result.id, result.control, result.outcome) = (control.id, .mustPass, outcome)
            return Self.side([Self.result(), result])
        }
        #expect(Comparison(base: side(.passed), candidate: side(.passed)).distrust.isEmpty)
        let comparison = Comparison(base: side(.passed), candidate: side(.failed))
        #expect(comparison.distrust.count == 1 && comparison.verdict == .inconclusive)
        #expect(Comparison(base: side(.failed), candidate: side(.failed)).distrust.count == 1)
    }

    @Test func aNameThatStandsTwiceIsTwoTests() throws {
        var base = Self.result()
        base.suites = [
            .hmmTests(
                planned: 2, tests: [.init(name: "a", status: .pass), .init(name: "a", status: .pass)])
        ]
        var candidate = base
        candidate.suites[0].tests[1].status = .fail
        let pair = Comparison(base: Self.side([base]), candidate: Self.side([candidate])).pairs[0]
        #expect(pair.changes.map(\.name) == ["a (2)"])
        candidate.suites[0].tests.removeLast()
        let fewer = Comparison(base: Self.side([base]), candidate: Self.side([candidate])).pairs[0]
        #expect(fewer.changes.map(\.after) == [nil])
        #expect(fewer.verdict == .broke)
    }

    @Test func kernelsOfOneRunBelongTogetherByTheRestOfTheId() {
        let results = ["base", "candidate", "third"].flatMap { kernel in
            [36, 40].map { Self.result(kernel: kernel, bits: $0) }
        }
        // Planned, and never run; and a width that only the base was asked.
        let cells =
            results.map(\.id) + [Self.result(kernel: "base", bits: 46).id, Self.result(kernel: "base", bits: 48).id]
        let late = Self.result(kernel: "candidate", bits: 48).id
        let record = Self.record(cells + [late])
        let comparison = Comparison(
            base: ComparisonSide(record: record, results: results, kernel: "base"),
            candidate: ComparisonSide(record: record, results: results, kernel: "candidate"))
        #expect(comparison.pairs.map(\.verdict) == [.unchanged, .unchanged, .onlyInBase, .inconclusive])
        #expect(comparison.pairs.map { $0.candidate?.id } == [results[2].id, results[3].id, nil, late])
        #expect(comparison.pairs[0].name == "x86_64,physBits-36,kaslr-off")
        #expect(ComparisonSide(record: record, results: results).kernels == ["base", "candidate", "third"])
    }

    @Test func runsWithoutCommonCells() {
        let comparison = Comparison(
            base: Self.side([Self.result(bits: 36)]), candidate: Self.side([Self.result(bits: 40)]))
        #expect(comparison.pairs.map(\.verdict) == [.onlyInBase, .onlyInCandidate])
        #expect(!comparison.hasCommonCells)
    }

    fileprivate static func report(_ kind: KernelReport.Kind, _ rung: Rung, _ print: String = "") -> KernelReport {
        KernelReport(
            kind: kind, title: "\(kind.rawValue) \(print)", rung: rung, lines: [],
            fingerprint: "\(kind.rawValue)-\(print)")
    }

    private static func side(_ results: [CellResult]) -> ComparisonSide {
        ComparisonSide(record: record(results.map(\.id)), results: results)
    }

    private static func record(_ cells: [String]) -> RunRecord {
        RunRecord(
            id: "r", name: "r", started: "2026-11-23T00:15:00Z", configuration: "", arguments: [],
            host: .init(name: "desk", system: "Linux", cores: 2, memoryMiB: 4096), tools: [:], images: [],
            cells: .samples(cells))
    }

    private static func result(kernel: String = "stock", bits: Int = 36) -> CellResult {
        let cell = Cell(
            architecture: .x86_64, kernel: kernel,
            requested: ["physBits": .integer(bits), "kaslr": .text("off")],
            workload: WorkloadRequest(deviceMemory: [DeviceMemoryRequest(Mebibytes(256))]))
        var result = CellResult(
            id: cell.id, arch: .x86_64, kernel: KernelIdentity(name: kernel, source: "debian:sid"),
            requested: cell.requested, outcome: .passed, rung: .log, cause: nil)
        result.capacity = Capacity(largestMiB: Mebibytes(28 << 10), start: Address(0x9_0000_0000))
        result.deviceMemory = [256, 16 << 10].map { DeviceMemoryResult(Mebibytes($0), .passed, rung: .`init`) }
        result.suites = [
            .hmmTests(
                planned: 3, tests: ["a", "b", "c"].map { SelftestResult(name: $0, status: .pass) })
        ]
        return result
    }
}

extension CellResult {
    fileprivate mutating func end(_ outcome: Outcome, _ rung: Rung) {
        (self.outcome, self.rung, cause) = (outcome, rung, "because")
    }

    /// The guest was lost before it could be asked anything.
    fileprivate mutating func lose(_ outcome: Outcome, _ rung: Rung) {
        end(outcome, rung)
        (deviceMemory, suites, capacity) = ([], [], nil)
    }

    fileprivate mutating func fail() {
        end(.failed, .reserve)
        errno = .erange
    }

    /// Ends with a report, which is fatal to the guest or not.
    fileprivate mutating func crash(_ rung: Rung, _ kind: KernelReport.Kind) {
        if rung < .`init` { lose(.crashed, rung) } else { end(.crashed, rung) }
        reports = [ComparisonTests.report(kind, rung)]
    }

    /// No room for the larger size.
    fileprivate mutating func refuseTheLarger() {
        refuse(1)
        fail()
    }

    fileprivate mutating func set(_ index: Int, _ status: SelftestResult.Status) {
        suites[0].tests[index].status = status
    }

    fileprivate mutating func remove(_ index: Int) { suites[0].tests.remove(at: index) }

    fileprivate mutating func refuse(_ index: Int) {
        deviceMemory[index] = DeviceMemoryResult(deviceMemory[index].size, .failed, rung: .reserve, errno: .erange)
    }
}
