// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import StraitAnalysis
@testable import StraitModel

@Suite("Cells whose outcome is known beforehand")
struct ControlTests {
    private func result(
        _ control: Control, _ answer: CellAnswer, cause: String? = nil, attempts: Int = 1,
        report: KernelReport.Kind? = nil
    ) -> CellResult {
        let cell = control.cell(kernel: "k")
        var result = CellResult(
            id: cell.id, arch: cell.architecture, kernel: KernelIdentity(name: "k", source: "debian:sid"),
            requested: cell.requested, outcome: answer.outcome, rung: answer.rung, cause: cause, errno: answer.errno)
        result.attempts = attempts
        if let report {
            result.reports = [KernelReport(kind: report, title: "t", rung: .boot, lines: [], fingerprint: "f")]
        }
        return result
    }

    @Test("each is a cell that can be, under a name of its own")
    func cells() {
        let cells = Control.allCases.map { $0.cell(kernel: "k") }
        #expect(cells.allSatisfy { $0.unsupported == nil && $0.workload.suites.isEmpty })
        #expect(
            cells.map(\.id) == [
                "x86_64,k,physBits-32,kaslr-off,tests-none,control-must-fail",
                "x86_64,k,physBits-46,kaslr-off,tests-none,control-must-pass",
                "x86_64,k,kaslr-off,cmdline-rdinit__nothing~f3502f62,tests-none,control-must-panic",
                "x86_64,k,kaslr-off,tests-none,control-must-die",
            ])
        #expect(cells[2].setup.commandLine.hasSuffix(" rdinit=/nothing"))
    }

    @Test("how each has to end")
    func demands() {
        let noRoom = CellAnswer(.failed, .reserve, errno: .erange)
        let passed = CellAnswer(.passed, .log)
        let crashed = CellAnswer(.crashed, .boot)
        let lost = CellAnswer(.infrastructure, .axes)
        let table: [(CellResult, Bool)] = [
            (result(.mustFail, noRoom), true), (result(.mustFail, passed), false),
            (result(.mustFail, CellAnswer(.failed, .`init`, errno: .enomem)), false),
            (result(.mustFail, lost), false), (result(.mustPass, passed), true), (result(.mustPass, noRoom), false),
            (result(.mustPanic, crashed, report: .panic), true), (result(.mustPanic, crashed, report: .warning), false),
            (result(.mustPanic, crashed), false), (result(.mustPanic, CellAnswer(.hung, .boot)), false),
            (result(.mustDie, lost), true), (result(.mustDie, lost, attempts: 2), false),
            (result(.mustDie, CellAnswer(.infrastructure, .qemu)), false), (result(.mustDie, crashed), false),
            (result(.mustDie, passed), false),
        ]
        for (result, isMet) in table {
            #expect(
                Control.allCases.first { result.id.hasSuffix($0.rawValue) }?.isMet(by: result) == isMet, "\(result)")
        }
    }

    @Test("what is said of those that ended otherwise, and of nothing else")
    func objections() {
        let cells = Control.allCases.map { $0.cell(kernel: "k") }
        let right = [
            result(.mustFail, CellAnswer(.failed, .reserve, errno: .erange)),
            result(.mustPass, CellAnswer(.passed, .log)),
            result(.mustPanic, CellAnswer(.crashed, .boot), report: .panic),
            result(.mustDie, CellAnswer(.infrastructure, .axes)),
        ]
        #expect(Control.objections(to: right, cells: cells) == [])
        #expect(Control.objections(to: [], cells: []) == [])
        var wrong = right
        wrong[0] = result(.mustFail, CellAnswer(.passed, .log))
        wrong[1] = result(.mustPass, CellAnswer(.hung, .boot), cause: "no word for 120 s")
        wrong.removeLast()
        #expect(
            Control.objections(to: wrong, cells: cells) == [
                .control(.mustFail, cell: cells[0].id, answer: wrong[0].answer, cause: nil),
                .control(.mustPass, cell: cells[1].id, answer: wrong[1].answer, cause: "no word for 120 s"),
                .control(.mustDie, cell: cells[3].id, answer: nil, cause: nil),
            ])
    }

    @Test("nothing is expected of a control but what it has to do")
    func expectations() {
        let cell = Control.mustFail.cell(kernel: "k")
        let matrix = Matrix(
            name: "m", kernels: [], cells: [cell],
            expectations: [ExpectationRule(CellMatch([]), CellExpectation([.passed]))])
        let judged = matrix.judged(result(.mustFail, CellAnswer(.failed, .reserve, errno: .erange)), of: cell)
        #expect(judged.control == .mustFail && judged.verdict == nil)
    }

    /// One that must die never has a verdict on a kernel, and would make every comparison inconclusive.
    @Test func controlsAreNotCompared() {
        let cells = [Control.mustDie.cell(kernel: "stock"), Control.mustPass.cell(kernel: "stock")]
        let record = RunRecord(
            id: "a", name: "a", started: "", configuration: "", arguments: [],
            host: .init(name: "", system: "", cores: 1, memoryMiB: 1), tools: [:], images: [],
            cells: cells + [.sample("x86_64,stock,physBits-40")])
        let side = ComparisonSide(record: record, results: [])
        #expect(Comparison(base: side, candidate: side).pairs.map(\.name) == ["x86_64,stock,physBits-40"])
    }

    @Test("a run that judged wrongly, or has not shown that it judges rightly, is no evidence")
    func comparisonsOfSuchRuns() throws {
        let control = Control.mustFail.cell(kernel: "k")
        func side(_ run: String, _ answer: CellAnswer?, _ outcome: Outcome = .passed, ended: Bool = true)
            -> ComparisonSide
        {
            let record = RunRecord(
                id: run, name: "a", started: "", configuration: "", arguments: [],
                host: .init(name: "", system: "", cores: 1, memoryMiB: 1), tools: [:], images: [],
                cells: [control, .sample("x86_64,k,physBits-40")])
            let asked = CellResult(
                id: "x86_64,k,physBits-40", arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"),
                requested: [:], outcome: outcome, rung: .log, cause: nil)
            return ComparisonSide(
                record: record, results: (answer.map { [result(.mustFail, $0)] } ?? []) + [asked], isEnded: ended)
        }
        let noRoom = CellAnswer(.failed, .reserve, errno: .erange)
        let right = side("one", noRoom)
        #expect(Comparison(base: right, candidate: side("two", noRoom)).verdict == .unchanged)
        for wrong in [CellAnswer(.passed, .log), nil] {
            for outcome in [Outcome.passed, .crashed] {
                let tonight = Comparison(base: right, candidate: side("two", wrong, outcome))
                #expect(tonight.verdict == .inconclusive)
                let answer = wrong.map { result(.mustFail, $0).answer }
                let objection = Objection.control(.mustFail, cell: control.id, answer: answer, cause: nil)
                #expect(tonight.distrust == [.init(objection, of: .candidate)])
            }
        }
        // Of one run once, and while it goes on not before a control has a result.
        let bad = side("one", CellAnswer(.passed, .log))
        #expect(Comparison(base: bad, candidate: bad).distrust.count == 1)
        let open = side("one", nil, ended: false)
        #expect(Comparison(base: open, candidate: open).verdict == .unchanged)
    }

    @Test("a seed that does not replay speaks against its run")
    func replays() {
        var results = ["a", "b"].map {
            CellResult(
                id: $0, arch: .x86_64, kernel: KernelIdentity(name: "k", source: "debian:sid"), requested: [:],
                outcome: .passed, rung: .log, cause: nil)
        }
        for index in results.indices {
            results[index].seed = 7
            results[index].layout = Layout()
            results[index].layout?.symbolsSHA256 = "one"
        }
        let record = RunRecord(
            id: "a", name: "a", started: "", configuration: "", arguments: [],
            host: .init(name: "", system: "", cores: 1, memoryMiB: 1), tools: [:], images: [],
            cells: .samples(["a", "b"]))
        #expect(record.objections(to: results, ended: true).isEmpty)
        results[1].layout?.symbolsSHA256 = "another"
        #expect(record.objections(to: results, ended: true).count == 1)
    }
}
