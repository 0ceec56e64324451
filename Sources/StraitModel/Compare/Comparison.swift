// SPDX-License-Identifier: Apache-2.0

/// Two sets of results next to each other: one kernel against another, or one night against the next.
public struct Comparison: Sendable, Equatable, Encodable {
    /// The schema's name and version.
    public static let currentSchema = "strait.comparison/1"

    /// What became of a pair.
    public enum PairVerdict: String, Sendable, Encodable, CaseIterable {
        /// Something does worse, whatever else does better.
        case broke
        /// One side says nothing about the kernel, so the two cannot be compared.
        case inconclusive
        /// Something does better, and nothing worse.
        case fixed
        /// Nothing does better or worse.
        case unchanged
        /// Only the base was asked.
        case onlyInBase = "only in base"
        /// Only the candidate was asked.
        case onlyInCandidate = "only in candidate"
    }

    /// A cell as one side has it.
    public struct Side: Sendable, Equatable, Encodable {
        /// The cell's id.
        public var id: String
        /// `uname -r`, where the guest or the image told.
        public var release: String?
        /// What became of it; nil while it has no result.
        public var outcome: Outcome?
        /// The rung that decided.
        public var rung: Rung?
        /// The kernel's answer.
        public var errno: String?
        /// Why.
        public var cause: String?
        /// The largest region that the kernel grants.
        public var largestMiB: Mebibytes?
        /// The command that runs it again.
        public var reproduction: String?
    }

    /// A cell on both sides, or on one.
    public struct Pair: Sendable, Equatable, Encodable {
        /// What both sides have in common: the id, without the kernel where that is what differs.
        public var name: String
        /// What became of it.
        public var verdict: PairVerdict
        /// The base's side.
        public var base: Side?
        /// The candidate's side.
        public var candidate: Side?
        /// Everything that differs, the worst first.
        public var changes: [Change]
    }

    /// The schema's name and version.
    public var schema = Comparison.currentSchema
    /// Where the base comes from.
    public var base: Origin
    /// Where the candidate comes from.
    public var candidate: Origin
    /// Why nothing in it can be trusted, a sentence each, with the side that it is about where the sides are two runs.
    public var distrust: [String]
    /// The pairs in the order of the base's matrix, then what only the candidate has.
    public var pairs: [Pair]

    /// Compares two sides. Cells belong together when their ids are the same; where both sides name a kernel, when they are the same
    /// but for the kernel.
    public init(base: ComparisonSide, candidate: ComparisonSide) {
        self.base = base.origin
        self.candidate = candidate.origin
        // Two runs may have one id, where two hosts began at one second: what they are is in what is said of them.
        let (old, new) = (base.objections, candidate.objections)
        distrust =
            base.record.id == candidate.record.id && old == new
            ? old : old.map { "base: \($0)" } + new.map { "candidate: \($0)" }
        let byKernel = base.kernel != nil && candidate.kernel != nil
        let before = base.cells(byKernel: byKernel)
        let after = candidate.cells(byKernel: byKernel)
        let found = Dictionary(after.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let known = Set(before.map(\.name))
        pairs = before.map { Self.pair($0.name, $0, found[$0.name]) }
        pairs += after.filter { !known.contains($0.name) }.map { Self.pair($0.name, nil, $0) }
    }

    /// How many pairs came to each verdict.
    public var counts: [PairVerdict: Int] { Dictionary(pairs.map { ($0.verdict, 1) }, uniquingKeysWith: +) }

    /// Whether both sides booted the very same images, to the last byte, on every architecture that both were asked about: then nothing
    /// was tested of the one that the other has not.
    public var isOfOneKernel: Bool {
        func digests(_ origin: Origin) -> [Architecture: Set<String>] {
            Dictionary(grouping: origin.kernels, by: \.architecture).mapValues {
                Set($0.map { $0.sha256 + $0.initramfs })
            }
        }
        let (old, new) = (digests(base), digests(candidate))
        let common = old.keys.filter { new[$0] != nil }
        return !common.isEmpty && common.allSatisfy { old[$0] == new[$0] }
    }

    /// Whether anything is on both sides.
    public var hasCommonCells: Bool { pairs.contains { $0.base != nil && $0.candidate != nil } }

    /// What the whole comes to: broke, else inconclusive, else fixed, else unchanged. Of runs that cannot be trusted it is
    /// inconclusive: what broke there is no more evidence than what did not.
    public var verdict: PairVerdict {
        guard distrust.isEmpty else { return .inconclusive }
        let counts = counts
        return [.broke, .inconclusive, .fixed].first { counts[$0] != nil } ?? .unchanged
    }

    private static func pair(_ name: String, _ base: ComparedCell?, _ candidate: ComparedCell?) -> Pair {
        guard let base else { return Pair(name: name, .onlyInCandidate, nil, candidate?.side) }
        guard let candidate else { return Pair(name: name, .onlyInBase, base.side, nil) }
        guard let before = base.result, let after = candidate.result else {
            return Pair(name: name, .inconclusive, base.side, candidate.side)
        }
        // What cannot be on either side leaves no question open.
        if before.outcome == .unsupported, after.outcome == .unsupported {
            return Pair(name: name, .unchanged, base.side, candidate.side)
        }
        guard before.outcome.isVerdictOnKernel, after.outcome.isVerdictOnKernel else {
            return Pair(name: name, .inconclusive, base.side, candidate.side)
        }
        let changes = Change.all(from: before, to: after)
        let verdict: PairVerdict =
            changes.contains { $0.direction == .worse }
            ? .broke : changes.contains { $0.direction == .better } ? .fixed : .unchanged
        return Pair(name: name, verdict, base.side, candidate.side, changes)
    }
}

extension Comparison {
    private enum CodingKeys: String, CodingKey {
        case schema, distrust, base, candidate, isOfOneKernel, verdict, counts, pairs
    }

    /// Encodes the values and what follows from them, so that a script needs no arithmetic.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(schema, forKey: .schema)
        try container.encode(distrust, forKey: .distrust)
        try container.encode(base, forKey: .base)
        try container.encode(candidate, forKey: .candidate)
        try container.encode(isOfOneKernel, forKey: .isOfOneKernel)
        try container.encode(verdict, forKey: .verdict)
        try container.encode(
            Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) }), forKey: .counts)
        try container.encode(pairs, forKey: .pairs)
    }
}

extension Comparison.Pair {
    init(
        name: String, _ verdict: Comparison.PairVerdict, _ base: Comparison.Side?, _ candidate: Comparison.Side?,
        _ changes: [Change] = []
    ) {
        self.init(name: name, verdict: verdict, base: base, candidate: candidate, changes: changes)
    }

    /// Whether the pair says something about both kernels.
    public var isConclusive: Bool {
        base?.outcome?.isVerdictOnKernel == true && candidate?.outcome?.isVerdictOnKernel == true
    }
}
