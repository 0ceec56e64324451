// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// A square of the grid: an outcome as a sign, a word and a colour, what was expected besides, and the way to the evidence.
struct Square {
    let question: Question
    /// Whether there is room for no more than signs.
    let dense: Bool

    /// More layouts than these have no sign each in a square.
    private static let mostSigns = 10

    init(_ question: Question, dense: Bool) {
        self.question = question
        self.dense = dense
    }

    private var worst: Item { question.worst }

    func view(_ kernels: [String: Int]) -> View {
        let outcomes = question.items.map { $0.outcome?.rawValue ?? "none" }
        let verdicts = question.items.compactMap(\.verdict).filter { $0 != .asExpected || question.items.count == 1 }
        return [
            "href": question.items.allSatisfy { $0.result == nil } ? nil : Links.anchor(question.id),
            "kernel": kernels[worst.kernel] ?? 0, "outcome": worst.outcome?.rawValue ?? "none",
            "outcomes": outcomes.joined(separator: " "), "standing": standing, "dense": dense,
            "verdicts": verdicts.isEmpty ? nil : verdicts.map(\.rawValue).joined(separator: " "),
            "sign": sign, "word": dense ? spoken : word, "notes": dense ? [] : notes, "title": title,
        ]
    }

    /// What sets a square apart beyond its outcome: news is filled, what is known is drawn in outline.
    private var standing: String? {
        switch Standing(worst) {
        case .unexpected: "news"
        case .known: "known"
        case .open, .fine: nil
        }
    }

    private var sign: String {
        let verdict = worst.verdict.flatMap { $0.isUnexpected ? Words.sign($0) : nil } ?? ""
        guard question.isGroup, question.rate.trials > 0, dense else {
            return Words.sign(worst.outcome) + (dense ? verdict : "")
        }
        return "\(question.rate.hits)/\(question.rate.trials)" + verdict
    }

    private var word: String {
        guard question.isGroup, question.rate.trials > 0 else { return Words.word(worst.outcome) }
        return "\(question.rate.hits)/\(question.rate.trials) passed"
    }

    /// What a dense square's signs mean, for who does not see them.
    private var spoken: String {
        let verdict = worst.verdict.flatMap { $0.isUnexpected ? ", \(Words.word($0))" : nil } ?? ""
        return word + verdict
    }

    private var notes: [String] {
        let verdict = worst.verdict.flatMap { verdict -> String? in
            guard verdict.isUnexpected || worst.outcome != .passed else { return nil }
            return verdict.isUnexpected ? "\(Words.sign(verdict)) \(Words.word(verdict))" : Words.word(verdict)
        }
        guard question.isGroup else { return [verdict, worst.note].compactMap { $0 } }
        let signs =
            question.items.count <= Self.mostSigns ? question.items.map { Words.sign($0.outcome) }.joined() : nil
        return [verdict, signs, Words.interval(question.rate)].compactMap { $0 }
    }

    private var title: String {
        let limit = dense ? 140 : 300
        guard question.isGroup, question.rate.trials > 0 else { return Clean.line(worst.reason, limit: limit) }
        let rate = "passed \(question.rate) of the layouts with a verdict"
        return Clean.line(worst.outcome == .passed ? rate : "\(rate); for example \(worst.reason)", limit: limit)
    }
}

extension Words {
    /// `38–96 %`: what a rate says about the next ones; nil where nothing was tried.
    static func interval(_ rate: Rate) -> String? {
        guard rate.trials > 0 else { return nil }
        func percent(_ value: Double) -> String { number(value * 100, digits: 0) }
        return "\(percent(rate.interval.lowerBound))–\(percent(rate.interval.upperBound)) %"
    }
}
