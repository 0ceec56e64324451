// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// The state of a search, computed from the answers so far. It depends on nothing else, so a resumed run, or boots in
/// another order, gives the same result.
struct Bisection {
    /// Indices of the candidates that have a verdict on the kernel or may still get one. Values that the machine
    /// refuses, and cells without a verdict, are left out.
    let open: [Int]
    /// Index of the last candidate known to end like the first one.
    private(set) var low: Int?
    /// Index of the first candidate known to end differently.
    private(set) var high: Int?
    /// Indices of the candidates to boot next; empty if the search is over.
    private(set) var wanted: [Int] = []
    /// Whether the two ends differ.
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
            // Any other outcome than that of the lower end lies beyond the change.
            if answer.outcome == start { low = middle } else { high = middle }
        }
        (self.low, self.high) = (low, high)
    }

    private static func middle(_ indices: [Int]) -> Int? { indices.isEmpty ? nil : indices[indices.count / 2] }
}

extension Search {
    /// The cells to boot next, independent of each other; empty if the search is over.
    public func next(given answers: [String: CellAnswer]) -> [String] {
        Bisection(self, answers).wanted.map { candidates[$0].cell }
    }

    /// The most boots that the search needs if each one ends with a verdict: both ends, then half of what is left each
    /// time. `settled`: cells that already have a result.
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

    /// The result so far.
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

    /// Values without a verdict where the change may be: those between its two sides, or, if both ends are alike, those
    /// beyond the ends.
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

    /// Answers that do not fit a single change. A bisection does not look for them: they come from cells that the
    /// matrix has for other reasons, and from a third outcome on the way.
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
