// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

extension ShownCell {
    /// The entry's note besides the outcome: the kernel's error or the capacity.
    var note: String? {
        guard let result else { return nil }
        if result.outcome == .passed {
            // Such a capacity must not be compared with one limited by addresses.
            return result.capacity.map { Words.size($0.largestMiB) + $0.limitWords }
        }
        if result.outcome == .unsupported { return nil }
        return result.errno.map { "\(result.rung.rawValue) \($0)" } ?? result.rung.rawValue
    }

    /// The whole reason in a line, with the expectation if it matters.
    var reason: String {
        guard let verdict, let expectation = result?.expectation else {
            return verdict.map { $0.isUnexpected ? "\(Mark($0).word): \(ending)" : ending } ?? ending
        }
        if verdict.isUnexpected { return "\(Mark(verdict).word): \(ending); expected: \(expectation.description)" }
        return outcome == .passed ? ending : "\(Mark(verdict).word): \(ending)"
    }

    /// How it ended.
    private var ending: String {
        guard let result else { return "no result yet" }
        let granted = result.capacity.map { "; the largest region is \(Words.size($0.largestMiB))" } ?? ""
        if result.outcome == .passed { return "passed" + granted }
        let errno = result.errno.map { " with \($0)" } ?? ""
        let place = result.outcome == .unsupported ? "" : " at \(result.rung.rawValue)\(errno)"
        return "\(result.outcome.rawValue)\(place)" + (result.cause.map { ": \($0)" } ?? "")
    }
}

extension CellGroup {
    /// `1 no result`: how many of its cells have none; nil if all have one.
    var open: String? {
        missing > 0 ? "\(Words.grouped(missing)) \(Mark(Outcome?.none).word)" : nil
    }

    /// `2/2 passed, 1 no result`.
    var word: String { (["\(rate.hits)/\(rate.trials) passed"] + [open].compactMap { $0 }).joined(separator: ", ") }

    /// The short form: `2/2`, `2/2·` if some have no result, `3/3≠` if boots of one seed differ.
    var short: String {
        "\(rate.hits)/\(rate.trials)" + (open == nil ? "" : Mark(Outcome?.none).sign) + (isBroken ? "≠" : "")
    }

    /// `one layout`, or `2 layouts: no replay`; nil for other groups, and if fewer than two guests showed theirs.
    var replay: String? { layouts.map { $0 == 1 ? "one layout" : "\($0) layouts: no replay" } }

    /// The noun for one of its cells.
    var noun: String { if case .replay = kind { "boot" } else { "layout" } }
}

extension ShownSearch {
    /// The marks of the answers on its two sides, if they differ; else those of one side, or of nothing yet.
    var sides: [[Mark]] {
        let sides = [result.below, result.above].compactMap { $0.map { Mark.answers($0.answer) } }
        switch result.state {
        case .boundary: return sides
        case .noChange: return [sides.first ?? Mark.answers(CellAnswers?.none)]
        case .inconclusive: return [Mark.answers(CellAnswers(all: .unknown))]
        case .unfinished: return [Mark.answers(CellAnswers?.none)]
        }
    }

    /// `32GiB | 64GiB`: the values on both sides of the boundary.
    var word: String {
        switch result.state {
        case .boundary:
            [result.below, result.above].compactMap { $0.map { Search.text($0.value, of: result.axis) } }
                .joined(separator: " | ")
        case .noChange, .inconclusive, .unfinished: result.state.word
        }
    }

    /// The range of values: `1GiB to 64GiB`.
    var span: String {
        [search.candidates.first, search.candidates.last]
            .compactMap { $0.map { Search.text($0.value, of: search.axis) } }.joined(separator: " to ")
    }
}

extension Capacity {
    /// What limits it, behind its size, where that is not the address space.
    fileprivate var limitWords: String {
        if isLimitedByRAM { return " by RAM" }
        return limit == .allocation ? " by an allocation" : ""
    }
}
