// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// How a value is shown: the same sign, word and colour in the page, in the terminal and in every line of text.
public struct Mark: Sendable, Equatable {
    /// One column wide in a terminal and in every font.
    public let sign: String
    /// The sign in plain ASCII, for a mail, which may go through anything.
    public let plain: String
    /// The word that always stands beside the sign, so that nobody has to see a colour.
    public let word: String
    /// The colour in a terminal; nil for the colour of the text around it.
    public let colour: Ink.Colour?
    /// The classes of `style.css` that give the colour in a page.
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
    /// What became of a cell; nil is a cell without a result.
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

    /// The verdict on a cell. Its sign stands beside that of the outcome.
    public init(_ verdict: CellVerdict) {
        self =
            switch verdict {
            case .asExpected: Mark("=", "as expected", nil, tone: "expected")
            case .regression: Mark("▼", "regression", .red, tone: "failed news")
            case .fixed: Mark("▲", "fixed", .green, tone: "passed news")
            case .new: Mark("◆", "new", .red, tone: "failed news")
            case .flaky: Mark("≈", "flaky", .yellow, tone: "hung")
            }
    }

    /// What became of a pair of cells, one of each side of a comparison. What is fixed has one sign, whatever it was compared with.
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

    /// Whether a control ended as it has to; nil while it has no result. The colours are those of a pass and of a failure of strait's
    /// own, not of the kernel's outcome.
    init(isMet: Bool?) {
        self =
            switch isMet {
            case true: Mark("✓", "as it has to", .green, tone: "passed")
            case false: Mark("✗", "otherwise", .red, tone: "failed")
            case nil: Mark("·", "no result yet", .dim, tone: "none")
            }
    }

    /// A cell that was run and has no verdict, where verdicts are counted.
    static let noVerdict = Mark("?", "no verdict", .blue, tone: "invalid")

    /// Outcomes in the order of a legend.
    static let outcomes: [Outcome] = [.passed, .failed, .crashed, .hung, .invalid, .infrastructure, .unsupported]

    /// Verdicts of a comparison in the order in which a reader wants them.
    static let comparison: [Comparison.PairVerdict] = [
        .broke, .inconclusive, .fixed, .onlyInBase, .onlyInCandidate, .unchanged,
    ]

    /// Those of them that say that something moved, or may have.
    static let moved: [Comparison.PairVerdict] = [.broke, .inconclusive, .fixed]
}

extension Ink {
    /// The text in the colour of what it says.
    public func paint(_ text: String, _ mark: Mark) -> String {
        mark.colour.map { paint(text, isDistrusted ? .dim : $0) } ?? text
    }
}
