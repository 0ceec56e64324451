// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel
import Testing

@testable import StraitReport

/// One value has one sign, one word and one colour, wherever it is shown.
@Suite struct MarkTests {
    private static let outcomes = Outcome.allCases.map(Optional.some) + [nil]

    @Test func noTwoOutcomesHaveOneSignOrOneWord() {
        let marks = Self.outcomes.map { Mark($0) }
        #expect(Set(marks.map(\.sign)).count == marks.count)
        #expect(Set(marks.map(\.word)).count == marks.count)
        #expect(marks.allSatisfy { $0.sign.count == 1 })
        #expect(Set(Mark.outcomes) == Set(Outcome.allCases))
    }

    @Test func whatIsFixedHasOneSign() {
        #expect(Mark(CellVerdict.fixed).sign == Mark(Comparison.PairVerdict.fixed).sign)
        #expect(Mark(CellVerdict.regression).sign == Mark(Comparison.PairVerdict.broke).sign)
        #expect(Set(Mark.comparison) == Set(Comparison.PairVerdict.allCases))
    }

    @Test func aMailHasSignsOfPlainASCII() {
        for verdict in Comparison.PairVerdict.allCases {
            #expect(Mark(verdict).plain.utf8.allSatisfy { (0x21...0x7e).contains($0) }, "\(verdict)")
        }
    }

    @Test func everyToneHasItsColourInThePage() {
        let style = Templates.style
        let marks =
            Self.outcomes.map { Mark($0) } + CellVerdict.allCases.map { Mark($0) }
            + Comparison.PairVerdict.allCases.map { Mark($0) } + [Mark(isMet: true), Mark(isMet: nil), .noVerdict]
        for tone in Set(marks.flatMap { $0.tone.split(separator: " ") }) {
            #expect(
                style.contains(".\(tone) ") || style.contains(".\(tone),") || style.contains(".\(tone) {"), "\(tone)")
        }
    }

    @Test func aColourIsNeverThereAlone() {
        let ink = Ink(isOn: true)
        #expect(ink.paint("∞ hung", Mark(.hung)) == "\u{1b}[33m∞ hung\u{1b}[0m")
        #expect(ink.paint("= unchanged", Mark(Comparison.PairVerdict.unchanged)) == "= unchanged")
        #expect(Ink(isOn: false).paint("hung", Mark(.hung)) == "hung")
        let distrusted = Ink(isOn: true, isDistrusted: true)
        #expect(distrusted.paint("passed", Mark(.passed)) == "\u{1b}[2mpassed\u{1b}[0m")
    }
}
