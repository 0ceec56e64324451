// SPDX-License-Identifier: Apache-2.0

import StraitModel
import Testing

@testable import StraitReport

extension Samples {
    /// A cell for each of some ends, in rows of their own; nil is a cell without a result.
    static func ends(_ ends: [(Outcome, CellVerdict?)?], finished: Bool = true) -> ReportInput {
        let cells = ends.indices.map { cell(.x86_64, ["physBits": .integer(40 + $0), "kaslr": .text("off")]) }
        let results = zip(cells, ends).compactMap { cell, end in
            end.map { outcome, verdict in
                var result = Results.blank(cell, outcome, .log, outcome == .passed ? nil : "so it ended")
                result.verdict = verdict
                return result
            }
        }
        return input(cells, results, finished: finished)
    }
}

/// The colour, the sign and the word of a run: none of them says more than its sentence.
@Suite struct VerdictTests {
    /// The head's class, the title's sign and the badge of the index.
    static func face(_ input: ReportInput) -> [String] {
        let page = String(decoding: Report.html(input), as: UTF8.self)
        let run = IndexInput.Run(record: input.record, results: input.results, base: "./x/", hasReport: true)
        let index = String(decoding: IndexPage.html(IndexInput(title: "x", runs: [run])), as: UTF8.self)
        let badge = index.firstMatch(of: /<td><span class="badge (\w+)"><i aria-hidden="true">(.)<\/i> ([^<]*)</)
        return [
            page.firstMatch(of: /<header class="top (\w+)"/).map { String($0.output.1) } ?? "",
            page.firstMatch(of: /<title>(.)/).map { String($0.output.1) } ?? "",
            String(Summary.text(input).split(separator: "\n").last { $0.contains("cell") }?.first ?? " "),
            badge.map { "\($0.output.1) \($0.output.2) \($0.output.3)" } ?? "",
        ]
    }

    private static let fine: [(Outcome, CellVerdict?)?] = [(.passed, .asExpected), (.passed, .asExpected)]

    @Test func aKernelThatLostItsSupportIsNotGreen() {
        let lost = Samples.ends(Self.fine + [(.unsupported, .regression)])
        #expect(Self.face(lost) == ["unsupported", "–", "–", "unsupported – unsupported"])
        #expect(Summary.text(lost).contains("– 1 of 3 cells is not as expected: 1 regression."))
        let mixed = Samples.ends(Self.fine + [(.passed, .fixed), (.unsupported, .regression)])
        #expect(Self.face(mixed) == ["unsupported", "–", "–", "unsupported – unsupported"])
        let worse = Samples.ends(Self.fine + [(.failed, .regression), (.unsupported, .regression)])
        #expect(Self.face(worse) == ["failed", "✗", "✗", "failed ✗ failed"])
    }

    @Test func whatIsAsExpectedIsGreen() {
        #expect(Self.face(Samples.ends(Self.fine)) == ["passed", "✓", "✓", "passed ✓ as expected"])
        let notes: [(Outcome, CellVerdict?)?] = [
            (.failed, .asExpected), (.unsupported, .asExpected), (.unsupported, nil),
        ]
        let known = Samples.ends(Self.fine + notes)
        #expect(Self.face(known) == ["passed", "✓", "✓", "passed ✓ as expected"])
        #expect(Self.face(Samples.ends(Self.fine + [(.passed, .fixed)])) == ["passed", "▲", "▲", "passed ▲ fixed"])
    }

    @Test func aVerdictThatItsOutcomeBeliesIsNotAsExpected() {
        let contradiction = Samples.ends(Self.fine + [(.passed, .fixed), (.passed, .regression)])
        #expect(Self.face(contradiction).last == "passed ✓ passed")
    }
}
