// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import Testing

@testable import StraitReport

@Suite struct MarkdownTests {
    private static let hostile =
        "</details><script>alert(1)</script> @octocat #1 [x](http://y) `a` |b| ::error::x\n::warning::y"

    private static func comparison(_ cause: String) -> Comparison {
        let cells = Samples.smokeCells()
        let base = cells.map(Results.smoke)
        var after = base
        for index in after.indices {
            (after[index].outcome, after[index].rung, after[index].errno) = (.failed, .reserve, .erange)
            after[index].cause = cause
        }
        let input = Samples.input(cells, base)
        return Comparison(
            base: ComparisonSide(record: input.record, results: base),
            candidate: ComparisonSide(record: input.record, results: after))
    }

    @Test func aComparisonLeadsWithItsHeadline() {
        let text = ComparisonMarkdown(Self.comparison("no room")).text
        #expect(text.hasPrefix("### strait: "))
        #expect(text.contains("| initialization | tests | kernel log |"))
        #expect(text.contains("**broke**"))
        // Each opened block is closed.
        #expect(text.matches(of: /<details>/).count == text.matches(of: /<\/details>/).count)
        #expect(text.matches(of: /```/).count % 2 == 0)
    }

    @Test func nothingThatAGuestSaysFormats() {
        for text in [
            ComparisonMarkdown(Self.comparison(Self.hostile)).text,
            RunMarkdown.text(
                Samples.moved { input in
                    for index in input.results.cells.indices { input.results.cells[index].cause = Self.hostile }
                }),
        ] {
            // In a block of code all is text.
            let prose = text.replacing(/```text\n(?:.*\n)*?[ ]*```/, with: "")
            #expect(!prose.contains("<script>") && !prose.contains("@octocat") && !prose.contains("[x](http"))
            #expect(text.contains("octocat"), "it is said, but does nothing")
            #expect(!text.split(separator: "\n").contains { $0.drop(while: \.isWhitespace).hasPrefix("::") })
        }
    }

    @Test(arguments: [
        ("<b>", "&lt;b&gt;"), ("a_b*c", "a\\_b\\*c"), ("@me", "&#64;me"), ("a|b", "a\\|b"), ("x\ny", "x y"),
        ("`x`", "\\`x\\`"),
    ])
    func plainText(_ text: String, _ expected: String) { #expect(MarkdownText.plain(text) == expected) }

    @Test func aBlockEndsWhereItEnds() {
        #expect(MarkdownText.block(["```", "x\u{1b}[2J"]) == ["```text", "'''", "x", "```"])
    }

    @Test func annotationsAreOneLineEach() {
        let errors = WorkflowCommand.errors(Self.comparison("100% of it\r\n::set-env name=A::b"))
        #expect(!errors.isEmpty && errors.count <= 10)
        for line in errors {
            #expect(line.hasPrefix("::error title=strait%3A broke::") && !line.contains("\n") && !line.contains("\r"))
        }
    }

    @Test(arguments: [
        ("::error::x", ": :error::x"), ("  ::set-env name=A::b", "  : :set-env name=A::b"), ("a ::b", "a ::b"),
        ("x ##[group]y", "x ## [group]y"), ("one\n::stop\nthree\n", "one\n: :stop\nthree\n"), ("plain\n", "plain\n"),
    ])
    func outputCommandsNobody(_ text: String, _ expected: String) {
        #expect(WorkflowCommand.disarmed(text) == expected)
    }
}
