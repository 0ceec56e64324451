// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Where a search stands: a pure function of the answers that there are, so that a run which is resumed, or an order of boots that
/// chance decided, comes to the same end.
struct Bisection {
    /// Indices of the candidates that have, or may still get, a verdict on the kernel. Values that the machine refuses, and cells that
    /// came to nothing, are no part of the line that is halved.
    let open: [Int]
    /// The end of the line whose outcome holds from the first value on, as far as is known; an index into the candidates.
    private(set) var low: Int?
    /// The end beyond which another outcome holds.
    private(set) var high: Int?
    /// Indices of the candidates whose answer decides how to go on; empty where the search is over.
    private(set) var wanted: [Int] = []
    /// Whether the ends differ.
    private(set) var hasChange = false

    init(_ search: Search, _ answers: [String: CellAnswer]) {
        let found = search.candidates.map { answers[$0.cell] }
        open = found.indices.filter { found[$0]?.outcome.isVerdictOnKernel ?? true }
        guard let first = open.first, let last = open.last else { return }
        (low, high) = (first, last)
        wanted = (first == last ? [first] : [first, last]).filter { found[$0] == nil }
        guard wanted.isEmpty, let start = found[first]?.outcome, start != found[last]?.outcome else { return }
        hasChange = true
        var (low, high) = (first, last)
        while let middle = Self.middle(open.filter { $0 > low && $0 < high }) {
            guard let answer = found[middle] else {
                wanted = [middle]
                break
            }
            // Whatever is not as at the lower end lies beyond the change.
            if answer.outcome == start { low = middle } else { high = middle }
        }
        (self.low, self.high) = (low, high)
    }

    private static func middle(_ indices: [Int]) -> Int? { indices.isEmpty ? nil : indices[indices.count / 2] }
}

extension Search {
    /// The cells to boot next, of which none depends on another's answer; empty where the search is over.
    public func next(given answers: [String: CellAnswer]) -> [String] {
        Bisection(self, answers).wanted.map { candidates[$0].cell }
    }

    /// The most boots that it takes where each of them ends in a verdict on the kernel: both ends, then half of what is left each
    /// time. `settled` are cells that have their result already.
    public func mostBoots(settled: Set<String> = []) -> Int {
        let count = candidates.count { !settled.contains($0.cell) }
        guard count > 2 else { return count }
        // Intervals between neighbours, halved until one is left.
        var (boots, intervals) = (2, count - 1)
        while intervals > 1 {
            intervals = (intervals + 1) / 2
            boots += 1
        }
        return boots
    }

    /// What is known of it so far.
    public func result(given answers: [String: CellAnswer]) -> SearchResult {
        let bisection = Bisection(self, answers)
        func side(_ index: Int?) -> SearchResult.Side? {
            guard let index, let answer = answers[candidates[index].cell] else { return nil }
            return .init(value: candidates[index].value, cell: candidates[index].cell, answer: answer)
        }
        let silent = silent(bisection, answers)
        let state: SearchResult.State =
            if !bisection.wanted.isEmpty { .unfinished } else if bisection.open.count < 2 {
                .inconclusive
            } else if !silent.isEmpty { .inconclusive } else { bisection.hasChange ? .boundary : .noChange }
        return SearchResult(
            axis: axis, name: name, state: state, below: side(bisection.low), above: side(bisection.high),
            booted: candidates.count { answers[$0.cell].map { $0.rung != .host } ?? false }, values: candidates.count,
            notes: silent + unsupported(answers) + contradictions(bisection, answers))
    }

    /// Values at which the change may be and that gave no verdict on the kernel: those between its two sides, and where both ends of
    /// the line are alike, those beyond them.
    private func silent(_ bisection: Bisection, _ answers: [String: CellAnswer]) -> [String] {
        guard bisection.wanted.isEmpty, let low = bisection.low, let high = bisection.high, low < high else {
            return []
        }
        let places = candidates.indices.filter { index in
            bisection.hasChange ? index > low && index < high : index < low || index > high
        }
        return places.map { candidates[$0] }.compactMap { candidate in
            guard let outcome = answers[candidate.cell]?.outcome, outcome == .invalid || outcome == .infrastructure
            else { return nil }
            return
                "the change may be at \(Self.text(candidate.value, of: axis)), which gave no verdict (\(outcome.rawValue))"
        }
    }

    private func unsupported(_ answers: [String: CellAnswer]) -> [String] {
        let refused = candidates.filter { answers[$0.cell]?.outcome == .unsupported }.map(\.value)
        let values = (skipped.map(\.value) + refused).sorted { ($0.integer ?? 0) < ($1.integer ?? 0) }
            .map { Self.text($0, of: axis) }
        return values.isEmpty ? [] : ["unsupported: \(values.joined(separator: ", "))"]
    }

    /// What was seen and does not fit a single change. A bisection does not look for it: it comes from cells that the matrix asked for
    /// besides, and from a third outcome on the way.
    private func contradictions(_ bisection: Bisection, _ answers: [String: CellAnswer]) -> [String] {
        guard bisection.wanted.isEmpty, let low = bisection.low, let high = bisection.high, low < high,
            let start = answers[candidates[low].cell]?.outcome, let end = answers[candidates[high].cell]?.outcome
        else { return [] }
        return bisection.open.compactMap { index in
            guard let outcome = answers[candidates[index].cell]?.outcome else { return nil }
            let expected = index < high ? start : end
            guard outcome != expected, index != low, index != high else { return nil }
            return "not a single change: \(Self.text(candidates[index].value, of: axis)) \(outcome.rawValue)"
        }
    }
}
