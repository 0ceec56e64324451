// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Two sets of results next to each other: one kernel against another, or one night against the next.
public struct Comparison: Sendable, Equatable {
    /// What became of a pair.
    public enum PairVerdict: String, Sendable, CaseIterable {
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

        /// What a whole comes to is the first of these that a part of it came to.
        static let bySeverity: [PairVerdict] = [.broke, .inconclusive, .fixed, .unchanged]
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
        public var errno: Errno?
        /// Why.
        public var cause: String?
        /// The answers to the three questions; nil while it has no result.
        public var answers: CellAnswers?
        /// The largest region that the kernel grants.
        public var largestMiB: Mebibytes?
        /// The command that runs it again.
        public var reproduction: String?
    }

    /// A cell on both sides, or on one.
    public struct Pair: Sendable, Equatable {
        /// What both sides have in common: the id, without the kernel where that is what differs.
        public var name: String
        /// What became of each of its answers.
        public var answers: PairAnswers
        /// What it comes to, by the questions that are judged.
        public var verdict: PairVerdict
        /// The base's side.
        public var base: Side?
        /// The candidate's side.
        public var candidate: Side?
        /// Everything that differs, the worst first.
        public var changes: [Change]
    }

    /// A reason why nothing in a comparison can be trusted.
    public struct Distrust: Sendable, Equatable {
        /// Whose reason it is.
        public enum Owner: String, Sendable {
            case base, candidate
        }

        /// The side that it is about; nil where both are of one run.
        public var owner: Owner?
        /// The reason.
        public var objection: Objection

        /// A reason.
        public init(_ objection: Objection, of owner: Owner? = nil) {
            self.objection = objection
            self.owner = owner
        }
    }

    /// Where the base comes from.
    public var base: Origin
    /// Where the candidate comes from.
    public var candidate: Origin
    /// Why nothing in it can be trusted; empty where there is no reason.
    public var distrust: [Distrust]
    /// The questions that are judged: the others are told, and decide nothing.
    public var judged: [CellQuestion]
    /// The pairs in the order of the base's matrix, then what only the candidate has.
    public var pairs: [Pair]

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
        return PairVerdict.bySeverity.first { counts[$0] != nil } ?? .unchanged
    }

    /// How many pairs came to each verdict on a question.
    public func counts(of question: CellQuestion) -> [PairVerdict: Int] {
        Dictionary(pairs.map { ($0.answers[question], 1) }, uniquingKeysWith: +)
    }
}

extension Comparison {
    /// Where a side comes from: what a reader of the comparison has to know of it.
    public struct Origin: Sendable, Equatable, Encodable {
        /// A kernel that was booted.
        public struct Kernel: Sendable, Equatable, Encodable {
            /// The configuration's name of it.
            public var name: String
            /// What it is for.
            public var architecture: Architecture
            /// Where it came from.
            public var source: String
            /// `uname -r`.
            public var release: String
            /// The packages' exact version, or the tree's commit.
            public var version: String
            /// SHA-256 of the kernel's image.
            public var sha256: String
            /// SHA-256 of the initramfs: a patch may change no more than modules and tests.
            public var initramfs: String
            /// Why a source that was preferred was not used, one line each.
            public var passedOver: [String]
            /// The patches on top of the source, in order.
            public var patches: [AppliedPatch]

            /// A kernel.
            public init(
                name: String, architecture: Architecture, source: String, release: String, version: String,
                sha256: String, initramfs: String, passedOver: [String] = [], patches: [AppliedPatch]
            ) {
                self.name = name
                self.architecture = architecture
                self.source = source
                self.release = release
                self.version = version
                self.sha256 = sha256
                self.initramfs = initramfs
                self.passedOver = passedOver
                self.patches = patches
            }
        }

        /// The run's id.
        public var run: String
        /// Its start, ISO 8601 in UTC.
        public var started: String
        /// The configuration's name of the kernel, where only its cells count.
        public var kernel: String?
        /// Where it ran.
        public var host: RunRecord.Host
        /// Versions of strait, QEMU, libvirt and libssh; by name.
        public var tools: [String: String]
        /// The kernels.
        public var kernels: [Kernel]

        /// The kernel's name where there is one, else the run's id.
        public var label: String { kernel ?? run }
    }
}

extension Comparison.Pair {
    /// A pair of which there is no more to tell than one word.
    init(
        name: String, _ verdict: Comparison.PairVerdict, _ base: Comparison.Side?, _ candidate: Comparison.Side?
    ) {
        self.init(
            name: name, answers: PairAnswers(all: verdict), verdict: verdict, base: base, candidate: candidate,
            changes: [])
    }

    /// Whether the pair says something about both kernels.
    public var isConclusive: Bool {
        base?.outcome?.isVerdictOnKernel == true && candidate?.outcome?.isVerdictOnKernel == true
    }
}
