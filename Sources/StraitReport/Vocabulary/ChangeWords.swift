// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// The words of a comparison, for the page, the terminal and mails.
enum ChangeWords {
    /// The first line if a run cannot be trusted.
    static let distrust = "This comparison cannot be trusted, whatever it says:"

    /// One change: `256MiB: passed -> failed at reserve with ERANGE`.
    static func sentence(_ change: Change) -> String {
        let name = change.name.map { Clean.line($0, limit: 200) } ?? ""
        let text =
            switch change.subject {
            case .outcome: step(change)
            case .deviceMemory: "\(name): \(step(change))"
            case .selftest where change.before == nil: "new test \(name): \(change.after?.text ?? "")"
            case .selftest: "test \(name): \(step(change))"
            case .capacity: "largest region: \(step(change))"
            case .report where change.before == nil: "new in the kernel's log: \(change.after?.text ?? "")"
            case .report: "gone from the kernel's log: \(change.before?.text ?? "")"
            }
        return Clean.line(text, limit: 400)
    }

    /// The two values of a change: `passed -> failed at reserve with ERANGE`.
    static func step(_ change: Change) -> String {
        let (before, after) = change.subject == .capacity ? ("not measured", "not measured") : ("not there", "gone")
        return Clean.line("\(change.before?.text ?? before) -> \(change.after?.text ?? after)", limit: 400)
    }

    /// Why a pair is inconclusive: `candidate has no verdict: infrastructure: the SSH session broke`.
    static func sentence(_ doubt: Comparison.Doubt) -> String {
        let text =
            switch doubt {
            case .noVerdict(let side, nil, _): "\(side.rawValue) has no result"
            case .noVerdict(let side, let outcome?, let cause):
                "\(side.rawValue) has no verdict: \(outcome.rawValue)" + (cause.map { ": \($0)" } ?? "")
            case .notAsked(let side, let question): "\(question.word): the \(side.rawValue) was not asked"
            case .unknown(let side, let question, let outcome, let rung):
                "\(question.word): not known of the \(side.rawValue), which \(outcome.verb) at \(rung.rawValue)"
            case .unseen(let rung):
                "kernel log: the base was lost at \(rung.rawValue), before it could report what the candidate reports"
            }
        return Clean.line(text, limit: 400)
    }

    /// The reasons of a pair. At most `most` tests are named; tests lost with their guest are counted.
    static func reasons(_ pair: Comparison.Pair, most: Int = 6) -> [String] {
        let doubts = pair.doubts(CellQuestion.allCases)
        if !doubts.isEmpty { return doubts.map(sentence) }
        let cause = pair.candidate?.cause
        let said = pair.changes.filter { $0.subject == .outcome }.map(sentence)
        let rest = pair.changes.filter {
            // A report that is the cause is already named.
            $0.subject != .outcome && $0.subject != .selftest && !($0.subject == .report && $0.after?.text == cause)
        }
        let candidate = pair.verdict == .broke ? cause.map { ["candidate: " + Clean.line($0, limit: 300)] } ?? [] : []
        return said + candidate + tests(pair, most) + rest.map(sentence)
    }

    private static func tests(_ pair: Comparison.Pair, _ most: Int) -> [String] {
        let all = pair.changes.filter { $0.subject == .selftest }
        let died = pair.candidate?.outcome == .crashed || pair.candidate?.outcome == .hung
        let gone = died ? all.filter { $0.after == nil } : []
        let named = died ? all.filter { $0.after != nil } : all
        let left = named.count - min(named.count, most)
        return named.prefix(most).map(sentence) + (left > 0 ? ["and \(Words.count(left, "more test"))"] : [])
            + (gone.isEmpty ? [] : ["\(Words.count(gone.count, "test has", "tests have")) no result any more"])
    }

    /// `1 broke, 2 fixed and 5 unchanged`.
    static func counts(_ comparison: Comparison) -> String {
        let counts = comparison.counts
        let parts = Mark.comparison.compactMap { verdict in
            counts[verdict].map { "\(Words.grouped($0)) \(verdict.rawValue)" }
        }
        return parts.isEmpty ? "nothing to compare" : Words.list(parts)
    }

    /// The name of a side: the kernel if both sides are of one run, else the start of the run.
    static func label(_ origin: Comparison.Origin) -> String { Clean.line(origin.label, limit: 80) }
}

extension Outcome {
    /// The outcome as a verb of the past: `the candidate hung at boot`.
    fileprivate var verb: String {
        self == .unsupported ? "was unsupported" : self == .invalid ? "was invalid" : rawValue
    }
}

extension Change.Value {
    /// `failed at reserve with ERANGE`, `256GiB (by RAM)`.
    var text: String {
        switch self {
        case .passed: "passed"
        case .ended(let outcome, let rung, let errno):
            "\(outcome.rawValue) at \(rung.rawValue)" + (errno.map { " with \($0)" } ?? "")
        case .test(let status): status.rawValue
        case .capacity(let size, nil): size.description
        case .capacity(let size, .memory?): "\(size) (by RAM)"
        case .capacity(let size, .addresses?): "\(size) (by addresses)"
        case .capacity(let size, .allocation?): "\(size) (by an allocation)"
        case .report(let title): title
        }
    }
}
