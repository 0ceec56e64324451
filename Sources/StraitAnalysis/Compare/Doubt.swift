// SPDX-License-Identifier: Apache-2.0

import StraitModel

extension Comparison {
    /// A reason why a pair is inconclusive.
    public enum Doubt: Sendable, Hashable {
        /// A side has no verdict on the kernel; without an outcome it has no result.
        case noVerdict(Distrust.Owner, Outcome?, cause: String?)
        /// A question that only the other side was asked.
        case notAsked(Distrust.Owner, CellQuestion)
        /// A question to which a side's answer is not known.
        case unknown(Distrust.Owner, CellQuestion, Outcome, Rung)
        /// The candidate reports what the base might report too, but the base was lost before it got that far.
        case unseen(Rung)
    }
}

extension Comparison.Pair {
    /// Why the pair is inconclusive, for the questions that are judged; empty if it is not, and never empty if it is.
    public func doubts(_ judged: [CellQuestion]) -> [Comparison.Doubt] {
        guard verdict == .inconclusive else { return [] }
        let sides = [(Comparison.Distrust.Owner.base, base), (.candidate, candidate)]
        let silent = sides.compactMap { owner, side -> Comparison.Doubt? in
            guard let side, side.outcome?.isVerdictOnKernel != true else { return nil }
            return .noVerdict(owner, side.outcome, cause: side.cause)
        }
        return silent.isEmpty ? judged.filter { answers[$0] == .inconclusive }.flatMap(doubts) : silent
    }

    private func doubts(_ question: CellQuestion) -> [Comparison.Doubt] {
        let sides = [(Comparison.Distrust.Owner.base, base), (.candidate, candidate)]
        let unknown = sides.compactMap { owner, side -> Comparison.Doubt? in
            guard let side, let outcome = side.outcome, let rung = side.rung, side.answers?[question] == .unknown
            else { return nil }
            return .unknown(owner, question, outcome, rung)
        }
        guard unknown.isEmpty else { return unknown }
        let absent = sides.filter { $0.1?.answers?[question] == .absent }.map {
            Comparison.Doubt.notAsked($0.0, question)
        }
        return absent.isEmpty ? [.unseen(base?.rung ?? .boot)] : absent
    }
}
