// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitAnalysis
@testable import StraitReport

/// Controls stand apart, and where one of them is judged wrongly that is the first thing that is said.
@Suite struct ControlTests {
    private func text(_ input: ReportInput) -> String { String(decoding: Report.html(input), as: UTF8.self) }

    @Test func theyAreNoCells() {
        let run = RunCells(Samples.judged())
        #expect(run.asked.count == 24)
        #expect(run.controls.cells.map(\.control) == Control.allCases)
        #expect(run.controls.objections == [])
        let verdict = RunSentence(run, ended: true)
        #expect(verdict.total == 24 && verdict.counts[.infrastructure] == 1, "that one must die is no trouble")
        #expect(Grid.all(run.asked).flatMap(\.columns).map(\.label) == ["32 bits", "36 bits", "40 bits", "46 bits"])
        #expect(
            text(Samples.judged()).contains("<h2 id=\"controls\">Controls: 4 of 4 controls ended as they have to</h2>"))
    }

    @Test func theRecordSaysWhatTheyAre() {
        var input = Samples.judged()
        for index in input.results.cells.indices { input.results.cells[index].control = nil }
        input.results.cells.removeAll { $0.id.hasSuffix("control-must-die") }
        let controls = RunCells(input).controls
        #expect(controls.cells.count == 4)
        #expect(controls.objections.count == 1, "a control that has no result at the end is an objection")
        input.results.finished = nil
        #expect(RunCells(input).controls.objections == [], "and none before")
        #expect(RunCells(input).controls.sentence == "3 of 4 controls ended as they have to, 1 not yet")
    }

    @Test func distrustComesBeforeEverythingElse() throws {
        let page = text(Samples.judged(controls: true))
        let alarm = try #require(page.range(of: "role=\"alert\"")?.lowerBound)
        #expect(alarm < (try #require(page.range(of: "class=\"figures\"")?.lowerBound)))
        #expect(page.contains("<body class=\"distrusted\">"))
        #expect(page.contains("<h1>This run cannot be trusted: 1 of 4 controls did not end as they have to.</h1>"))
        #expect(page.contains("has to fail at reserve (ERANGE), and came to passed</li>"))
        #expect(page.contains("Without that, it would say: Initialization: 15 of 24 granted"))
        #expect(page.contains("<title>? judged: This run cannot be trusted"))
        #expect(!text(Samples.judged()).contains("role=\"alert\""))
    }

    @Test func theTerminalSaysItFirstAndHasNothingGreen() {
        let text = Summary.text(Samples.judged(controls: true), color: true)
        #expect(text.hasPrefix("\u{1b}[1;30;43m? This run cannot be trusted: 1 of 4 controls"))
        #expect(!text.contains("\u{1b}[32m"))
        #expect(Summary.text(Samples.judged(), color: true).contains("\u{1b}[32m"))
        #expect(Summary.text(Samples.judged(), width: 300).contains("4 of 4 controls ended as they have to."))
    }

    @Test func anAlarmNamesNoColourThatTheStyleDoesNotTakeAway() {
        let rule = Templates.style.split(separator: ".distrusted {")[1].split(separator: "}")[0]
        for name in ["passed", "failed", "crashed", "hung"] {
            #expect(rule.contains("--\(name): var(--none);") && rule.contains("--\(name)-bg: var(--none-bg);"))
        }
    }
}
