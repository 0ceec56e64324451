// SPDX-License-Identifier: Apache-2.0

/// How a cell ended, less the evidence: what is held against what was expected, and against what it was before.
public struct CellAnswer: Sendable, Codable, Equatable {
    /// What became of the cell.
    public var outcome: Outcome
    /// The rung that decided.
    public var rung: Rung
    /// The kernel's answer, where it gave one: an errno's name.
    public var errno: String?
    /// What the kernel reported: fingerprints, each once, in order of their first. Nil where that was not kept, in a history of an earlier strait.
    public var reports: [String]?

    /// How a cell ended.
    public init(_ outcome: Outcome, _ rung: Rung, errno: String? = nil, reports: [String]? = nil) {
        self.outcome = outcome
        self.rung = rung
        self.errno = errno
        self.reports = reports
    }

    /// Whether it is what was `before`, and nothing besides: the same answer, and no report that was not there. One crash must not
    /// hide another.
    public func isKnown(from before: CellAnswer) -> Bool {
        (outcome, rung, errno) == (before.outcome, before.rung, before.errno) && reportsNothingNew(since: before)
    }

    /// Whether every report was there `before`; true where nobody knows.
    func reportsNothingNew(since before: CellAnswer) -> Bool {
        guard let reports, let known = before.reports else { return true }
        return Set(reports).isSubset(of: known)
    }

    /// `failed at reserve (ERANGE)`, `crashed at init (warning, kasan)`.
    public var description: String {
        guard outcome != .passed, outcome != .unsupported else { return outcome.rawValue }
        let kinds = (reports ?? []).map { KernelReport.kind(ofFingerprint: $0) }.uniqued()
        let details = (errno.map { [$0] } ?? []) + kinds
        return "\(outcome.rawValue) at \(rung.rawValue)"
            + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
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
    /// All that the kernel reports: kinds of report, or whole fingerprints (which begin with their kind); nil where any will do.
    public var reports: [String]?
    /// Why, in the words of the configuration.
    public var note: String?
    /// Where more is told of it.
    public var link: String?

    /// What a cell will do.
    public init(
        _ outcomes: [Outcome], rung: Rung? = nil, errno: String? = nil, reports: [String]? = nil, note: String? = nil,
        link: String? = nil
    ) {
        self.outcomes = outcomes
        self.rung = rung
        self.errno = errno
        self.reports = reports
        self.note = note
        self.link = link
    }

    /// Whether a cell that ended like this did what was expected. Rung and errno are those of a trouble: a cell that passes as it
    /// was expected to, among other outcomes, has none to compare.
    public func holds(for answer: CellAnswer) -> Bool {
        guard outcomes.contains(answer.outcome) else { return false }
        if answer.outcome == .passed || answer.outcome == .unsupported { return true }
        return (rung ?? answer.rung) == answer.rung && (errno == nil || errno == answer.errno)
            && (answer.outcome != .crashed || isAllThatIsReported(answer.reports ?? []))
    }

    private func isAllThatIsReported(_ found: [String]) -> Bool {
        guard let reports else { return true }
        return !found.isEmpty
            && found.allSatisfy { reports.contains($0) || reports.contains(KernelReport.kind(ofFingerprint: $0)) }
    }

    /// `failed at reserve (ERANGE)`, `crashed (warning)`.
    public var description: String {
        let details = (errno.map { [$0] } ?? []) + (reports ?? [])
        return outcomes.map(\.rawValue).joined(separator: " or ") + (rung.map { " at \($0.rawValue)" } ?? "")
            + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
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
