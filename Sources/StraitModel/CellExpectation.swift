// SPDX-License-Identifier: Apache-2.0

/// How a cell ended, less the evidence: what is held against what was expected, and against what it was before.
public struct CellAnswer: Sendable, Codable, Equatable {
    /// What became of the cell.
    public var outcome: Outcome
    /// The rung that decided.
    public var rung: Rung
    /// The kernel's answer, where it gave one: an errno's name.
    public var errno: String?

    /// How a cell ended.
    public init(_ outcome: Outcome, _ rung: Rung, errno: String? = nil) {
        self.outcome = outcome
        self.rung = rung
        self.errno = errno
    }

    /// `failed at reserve (ERANGE)`.
    public var description: String {
        guard outcome != .passed, outcome != .unsupported else { return outcome.rawValue }
        return "\(outcome.rawValue) at \(rung.rawValue)" + (errno.map { " (\($0))" } ?? "")
    }
}

/// What a configuration says that a cell will do.
public struct CellExpectation: Sendable, Codable, Equatable {
    /// What becomes of it; several for a cell that is known to end now one way, now another.
    public var outcomes: [Outcome]
    /// The rung that decides; nil where any may.
    public var rung: Rung?
    /// The kernel's answer, an errno's name; nil where any will do.
    public var errno: String?
    /// Why, in the words of the configuration.
    public var note: String?
    /// Where more is told of it.
    public var link: String?

    /// What a cell will do.
    public init(
        _ outcomes: [Outcome], rung: Rung? = nil, errno: String? = nil, note: String? = nil, link: String? = nil
    ) {
        self.outcomes = outcomes
        self.rung = rung
        self.errno = errno
        self.note = note
        self.link = link
    }

    /// Whether a cell that ended like this did what was expected. Rung and errno are those of a trouble: a cell that passes as it
    /// was expected to, among other outcomes, has none to compare.
    public func holds(for answer: CellAnswer) -> Bool {
        guard outcomes.contains(answer.outcome) else { return false }
        if answer.outcome == .passed || answer.outcome == .unsupported { return true }
        return (rung ?? answer.rung) == answer.rung && (errno == nil || errno == answer.errno)
    }

    /// `failed at reserve (ERANGE)`.
    public var description: String {
        outcomes.map(\.rawValue).joined(separator: " or ") + (rung.map { " at \($0.rawValue)" } ?? "")
            + (errno.map { " (\($0))" } ?? "")
    }
}

/// An expectation with the cells that it is for.
public struct ExpectationRule: Sendable, Codable, Equatable {
    /// Which cells are meant.
    public var match: CellMatch
    /// What they will do.
    public var expectation: CellExpectation

    /// A rule.
    public init(_ match: CellMatch, _ expectation: CellExpectation) {
        self.match = match
        self.expectation = expectation
    }
}

extension Matrix {
    /// What the configuration says that a cell will do: the first rule that fits it.
    public func expectation(for cell: Cell) -> CellExpectation? {
        expectations.first { $0.match.matches(cell) }?.expectation
    }

    /// The result with what was expected of its cell, and what follows from that and from how it was before. No verdict where the
    /// configuration expects nothing and nothing is known.
    public func judged(_ result: CellResult, of cell: Cell, past: CellPast? = nil) -> CellResult {
        var result = result
        result.control = cell.control
        result.reproduction = Reproduction.command(
            for: cell, kernel: result.kernel, request: kernels.first { $0.name == cell.kernel })
        // What a control has to do is not for a configuration to say.
        guard !expectations.isEmpty || past != nil, cell.control == nil else { return result }
        result.expectation = expectation(for: cell)
        return result.judged(past: past)
    }
}

extension CellResult {
    /// The same with its verdict, by what is expected of it and what was known of the cell.
    public func judged(past: CellPast?) -> CellResult {
        var result = self
        result.verdict = CellVerdict.of(
            answer, expected: expectation, before: past?.before, isFlaky: past?.isFlaky ?? false)
        return result
    }
}
