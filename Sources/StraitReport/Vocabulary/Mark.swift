// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The sign, word and colour for a value, equal in the page, in the terminal and in texts.
public struct Mark: Sendable, Equatable {
    /// One column wide in a terminal and in every font.
    public let sign: String
    /// The sign in ASCII, for mails.
    public let plain: String
    /// The word next to the sign, so that colour is not needed.
    public let word: String
    /// The colour in a terminal; nil for that of the surrounding text.
    public let colour: Ink.Colour?
    /// The classes of `style.css` for the colour in a page.
    let tone: String

    init(_ sign: String, _ word: String, _ colour: Ink.Colour?, tone: String, plain: String? = nil) {
        self.sign = sign
        self.plain = plain ?? sign
        self.word = word
        self.colour = colour
        self.tone = tone
    }
}

extension Mark {
    /// The mark of an outcome; nil for a cell without a result.
    public init(_ outcome: Outcome?) {
        let (sign, colour): (String, Ink.Colour) =
            switch outcome {
            case .passed: ("✓", .green)
            case .failed: ("✗", .red)
            case .crashed: ("!", .magenta)
            case .hung: ("∞", .yellow)
            case .unsupported: ("–", .dim)
            case .invalid: ("?", .blue)
            case .infrastructure: ("∅", .dim)
            case nil: ("·", .dim)
            }
        self.init(sign, outcome?.rawValue ?? "no result", colour, tone: outcome?.rawValue ?? "none")
    }

    /// The mark of an answer to one of the three questions; nil without a result. The sign says the same of each question, the
    /// word what it means there.
    public init(_ state: CellAnswers.State?, of question: CellQuestion) {
        self =
            switch (state, question) {
            case (.good, .initialization): Mark("✓", "granted", .green, tone: "passed", plain: "v")
            case (.good, .tests): Mark("✓", "passed", .green, tone: "passed", plain: "v")
            case (.good, .log): Mark("✓", "clean", .green, tone: "passed", plain: "v")
            case (.bad, .initialization): Mark("✗", "refused", .red, tone: "failed", plain: "x")
            case (.bad, .tests): Mark("✗", "failed", .red, tone: "failed", plain: "x")
            // The sign of a crash: it is the same thing.
            case (.bad, .log): Mark("!", "reports", .magenta, tone: "crashed")
            case (.lost, _): Mark("○", "not reached", .yellow, tone: "hung", plain: "o")
            case (.unknown, _): Mark("?", "unknown", .blue, tone: "invalid")
            case (.absent, _): Mark("–", "not asked", .dim, tone: "unsupported", plain: "-")
            case (nil, _): Mark("·", "no result", .dim, tone: "none", plain: ".")
            }
    }

    /// The mark of a kernel report, by its kind.
    init(_ kind: KernelReport.Kind) { self.init("!", kind.rawValue, .magenta, tone: "crashed") }

    /// The mark of a verdict, shown next to the outcome's.
    public init(_ verdict: CellVerdict) {
        self =
            switch verdict {
            case .asExpected: Mark("=", "as expected", nil, tone: "expected")
            case .asBefore: Mark("=", "as before", nil, tone: "expected")
            case .regression: Mark("▼", "regression", .red, tone: "failed news")
            case .fixed: Mark("▲", "fixed", .green, tone: "passed news")
            case .new: Mark("◆", "new", .red, tone: "failed news")
            case .flaky: Mark("≈", "flaky", .yellow, tone: "hung")
            }
    }

    /// The mark of a pair. `fixed` has one sign, whatever it was compared with.
    public init(_ verdict: Comparison.PairVerdict) {
        let word = verdict.rawValue
        self =
            switch verdict {
            case .broke: Mark("▼", word, .red, tone: "failed", plain: "-")
            case .fixed: Mark("▲", word, .green, tone: "passed", plain: "+")
            case .inconclusive: Mark("?", word, .blue, tone: "invalid")
            case .unchanged: Mark("=", word, nil, tone: "none")
            case .onlyInBase: Mark("<", word, nil, tone: "none")
            case .onlyInCandidate: Mark(">", word, nil, tone: "none")
            }
    }

    /// The mark of a control: whether it ended as it has to; nil without a result. The colours are those of passed and
    /// failed, not of the outcome.
    init(isMet: Bool?) {
        self =
            switch isMet {
            case true: Mark("✓", "as it has to", .green, tone: "passed")
            case false: Mark("✗", "otherwise", .red, tone: "failed")
            case nil: Mark("·", "no result yet", .dim, tone: "none")
            }
    }

    /// A cell that ran without a verdict, where verdicts are counted.
    static let noVerdict = Mark("?", "no verdict", .blue, tone: "invalid")

    /// The answers in the order of the legend.
    static let states: [CellAnswers.State?] = [.good, .bad, .lost, .unknown, .absent, nil]

    /// The outcomes in the order of the legend.
    static let outcomes: [Outcome] = [.passed, .failed, .crashed, .hung, .invalid, .infrastructure, .unsupported]

    /// The verdicts of a comparison, the one to look at first in front.
    static let comparison = Comparison.PairVerdict.byUrgency

    /// The verdicts that mean a change, or possibly one.
    static let moved: [Comparison.PairVerdict] = [.broke, .inconclusive, .fixed]
}

extension Ink {
    /// The text in the colour of a mark.
    public func paint(_ text: String, _ mark: Mark) -> String {
        mark.colour.map { paint(text, isDistrusted ? .dim : $0) } ?? text
    }
}
