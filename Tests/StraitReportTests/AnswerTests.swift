// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitAnalysis
@testable import StraitReport

/// The three answers of a cell, wherever they are counted or told.
@Suite struct AnswerTests {
    private static let states: [CellAnswers.State?] = CellAnswers.State.allCases + [nil]

    @Test(arguments: CellQuestion.allCases)
    func noTwoAnswersToAQuestionHaveOneSignOrOneWord(question: CellQuestion) {
        let marks = Self.states.map { Mark($0, of: question) }
        #expect(Set(marks.map(\.sign)).count == marks.count)
        #expect(Set(marks.map(\.word)).count == marks.count)
        #expect(Set(marks.map(\.plain)).count == marks.count)
        #expect(marks.allSatisfy { $0.sign.count == 1 && $0.plain.utf8.allSatisfy { (0x21...0x7e).contains($0) } })
        #expect(Set(Mark.states) == Set(Self.states))
    }

    @Test func aSignSaysTheSameOfEveryQuestionAndOfOutcomes() {
        for state in Self.states where state != .bad {
            #expect(Set(CellQuestion.allCases.map { Mark(state, of: $0).sign }).count == 1)
        }
        #expect(Mark(.good, of: .tests).sign == Mark(Outcome.passed).sign)
        #expect(Mark(.bad, of: .tests).sign == Mark(Outcome.failed).sign)
        #expect(Mark(.bad, of: .log).sign == Mark(Outcome.crashed).sign)
        #expect(Mark(CellAnswers.State?.none, of: .log).sign == Mark(Outcome?.none).sign)
    }

    @Test func everyToneHasItsColourInThePage() {
        for tone in Set(CellQuestion.allCases.flatMap { question in Self.states.map { Mark($0, of: question).tone } }) {
            #expect(Templates.style.contains(".\(tone) ") || Templates.style.contains(".\(tone),"), "\(tone)")
        }
    }

    private func tally(_ answers: [CellAnswers?], asks: WorkloadRequest = WorkloadRequest()) -> AnswerTally {
        AnswerTally(
            answers.enumerated().map { index, answers in
                let cell = Cell(architecture: .x86_64, kernel: "k\(index)", requested: [:], workload: asks)
                return ShownCell(cell, result: answers.map { Self.result(cell, $0) })
            })
    }

    /// A result that has these answers, by what is in it.
    private static func result(_ cell: Cell, _ answers: CellAnswers) -> CellResult {
        var result = Results.smoke(cell)
        if answers.initialization == .bad {
            result.deviceMemory = [DeviceMemoryResult(Mebibytes(256), .failed, rung: .reserve, errno: .erange)]
        }
        if answers.tests == .bad { result.suites = [.hmmTests(planned: 1, tests: Results.tests(failing: [1]))] }
        if answers.log == .bad {
            result.reports = [
                KernelReport(kind: .warning, title: "WARNING", rung: .log, lines: [], fingerprint: "warning-1")
            ]
        }
        return result
    }

    private static let good = CellAnswers(all: .good)

    @Test func theSentenceCountsEachQuestion() {
        var refused = Self.good
        refused.initialization = .bad
        var warned = Self.good
        warned.log = .bad
        #expect(
            tally([Self.good, refused, warned, Self.good]).sentence
                == "Initialization: 3 of 4 granted, 1 refused; tests: all 4 passed; kernel log: 3 of 4 clean, 1 with reports."
        )
        #expect(tally([warned]).sentence == "Initialization: granted; tests: passed; kernel log: with reports.")
        #expect(
            tally([Self.good, nil]).sentence
                == "Initialization: 1 of 2 granted, 1 without a result; tests: 1 of 2 passed, 1 without a result; kernel log: 1 of 2 clean, 1 without a result."
        )
        #expect(
            tally([refused, refused]).sentence
                == "Initialization: none of 2 granted, 2 refused; tests: all 2 passed; kernel log: all 2 clean.")
        #expect(tally([nil, nil]).sentence == nil && tally([]).sentence == nil, "nothing has been answered")
        let untested = tally([Self.good, refused], asks: WorkloadRequest(suites: []))
        #expect(
            untested.sentence == "Initialization: 1 of 2 granted, 1 refused; tests: not asked; kernel log: all 2 clean."
        )
        #expect(untested.short == "initialization 1/2, kernel log 2/2")
    }

    @Test func aGroupHasTheWorstAnswerOfItsCells() {
        typealias State = CellAnswers.State
        #expect(State.worst(of: [.good, .bad, nil]) == .bad)
        #expect(State.worst(of: [.good, .unknown, .lost]) == .lost)
        #expect(State.worst(of: [.good, nil]) == nil)
        #expect(State.worst(of: [.good, .absent]) == .good)
        #expect(State.worst(of: [State?]()) == nil)
        #expect(Set(State.bySeverity) == Set(Self.states))
    }

    @Test func theLegendHasTheSignsThatAreThere() {
        let entries = AnswerLegend(ShownCell.all(Samples.smoke())).entries
        #expect(entries.map(\.mark.sign) == ["✓", "✗", "–"])
        #expect(entries.map(\.words) == [["granted", "passed", "clean"], ["refused"], ["not asked"]])
        let all = AnswerLegend(ShownCell.all(Samples.trouble())).entries
        #expect(all.map(\.mark.sign) == ["✓", "✗", "!", "○", "?", "–", "·"])
    }

    /// Only what a cell asks for has an answer, and what an older result does not tell follows from that.
    @Test func olderResultsAnswerWhatTheCellAsks() {
        let cell = Samples.cell(.x86_64, ["physBits": .integer(46)], sizes: [])
        #expect(ShownCell(cell, result: Results.smoke(cell)).state(of: .initialization) == .absent)
        let hung = Results.blank(cell, .hung, .boot, "no word")
        #expect(ShownCell(cell, result: hung).state(of: .tests) == .lost)
    }
}
