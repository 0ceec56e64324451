// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitAnalysis
@testable import StraitReport

/// Cells without a result, because none was written, none can be read, or the run never came so far: they may have ended in any way.
@Suite struct MissingResultTests {
    private static let expected: (Outcome, CellVerdict?)? = (.passed, .asExpected)
    private static let plain: (Outcome, CellVerdict?)? = (.passed, nil)

    @Test(arguments: [true, false], [true, false])
    func aRunWithSomeIsNotGreen(finished: Bool, judged: Bool) {
        let passed = judged ? Self.expected : Self.plain
        let input = Samples.ends([passed, passed, nil], finished: finished)
        #expect(VerdictTests.face(input) == ["none", "·", "·", "none · incomplete"])
    }

    @Test func whatIsKnownToBeBadStaysBad() {
        let news = Samples.ends([Self.expected, (.failed, .regression), nil])
        #expect(VerdictTests.face(news) == ["failed", "✗", "✗", "failed ✗ failed"])
        let plain = Samples.ends([Self.plain, (.crashed, nil), nil], finished: false)
        #expect(VerdictTests.face(plain) == ["crashed", "!", "!", "crashed ! crashed"])
        #expect(VerdictTests.face(Samples.ends([nil, nil])) == ["none", "·", "·", "none · no result"])
    }

    @Test func whatIsBetterSaysNothingOfTheRest() {
        let input = Samples.ends([Self.expected, (.passed, .fixed), nil])
        #expect(VerdictTests.face(input) == ["none", "·", "·", "none · incomplete"])
    }

    @Test func aRunThatGoesOnLooksAsItDoesSoFar() {
        var input = Samples.ends([Self.expected, nil, nil], finished: false)
        input.refresh = 5
        #expect(VerdictTests.face(input).prefix(2) == ["passed", "✓"])
    }

    private static func replay() -> ReportInput {
        var input = ReplayViewTests.input(["a", "a", "a"])
        input.results.cells.remove(at: 1)
        return input
    }

    @Test func aQuestionWithSomeIsNotGreen() throws {
        let page = String(decoding: Report.html(Self.replay()), as: UTF8.self)
        let square = try #require(page.firstMatch(of: /<a class="(sq[^"]*)" href="#[^"]*" title="([^"]*)"/))
        #expect(square.output.1 == "sq none")
        #expect(square.output.2.hasSuffix("; 1 no result; one layout"))
        #expect(page.contains("<span>2/2 passed, 1 no result</span><small>one layout</small>"))
        #expect(page.contains("2 of 2 passed, 1 no result</span> <strong>"))
    }

    @Test func norInATerminal() {
        let wide = Summary.text(Self.replay(), width: 120, color: true)
        #expect(wide.contains("\u{1b}[2m··· 2/2 passed, 1 no result, one layout"))
        let narrow = Summary.text(Self.replay(), width: 40, color: true)
        #expect(narrow.contains("\u{1b}[2m···2/2·"))
    }

    /// More ways to ask for one machine than a square has signs for.
    @Test func norAPlaceOfSeveralQuestions() {
        let cells = (1...5).map { index in
            Samples.cell(.x86_64, ["physBits": .integer(46), "kaslr": .text("off")]).marked("another-\(index)")
        }
        let text = Summary.text(Samples.input(cells, cells.dropLast().map(Results.smoke)), color: true)
        #expect(text.contains("\u{1b}[2m···\u{1b}[0m×5"))
    }

    @Test func whatDidNotPassIsStillTheFirstToLookAt() {
        var input = ReplayViewTests.input(["a", "a", "a", "a"])
        input.results.cells[3].outcome = .failed
        input.results.cells.remove(at: 1)
        let question = CellGroup.all(RunCells(input).asked)[0]
        #expect(question.ranked.map(\.outcome) == [.failed, nil, .passed, .passed])
        #expect(question.worst.outcome == .failed)
    }
}
