// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Two sets of results compared: one kernel with another, or one night with the next.
public struct Comparison: Sendable, Equatable {
    /// The verdict on a pair of cells.
    public typealias PairVerdict = StraitAnalysis.PairVerdict

    /// A cell on one side.
    public struct Side: Sendable, Equatable, Encodable {
        /// The cell's id.
        public var id: String
        /// `uname -r`, if the guest or the image gave it.
        public var release: String?
        /// The cell's outcome; nil while it has no result.
        public var outcome: Outcome?
        /// The rung that decided.
        public var rung: Rung?
        /// The kernel's error, if any.
        public var errno: Errno?
        /// The reason for the outcome.
        public var cause: String?
        /// The answers to the three questions; nil while it has no result.
        public var answers: CellAnswers?
        /// The largest region that the kernel grants.
        public var largestMiB: Mebibytes?
        /// The command that runs the cell again.
        public var reproduction: String?
    }

    /// A cell that is on both sides, or on one.
    public struct Pair: Sendable, Equatable {
        /// The id that both sides share: without the kernel's part where kernels are compared.
        public var name: String
        /// What became of each of its answers.
        public var answers: PairAnswers
        /// What it comes to, by the questions that are judged.
        public var verdict: PairVerdict
        /// The base's side.
        public var base: Side?
        /// The candidate's side.
        public var candidate: Side?
        /// All differences, the worst first.
        public var changes: [Change]
        /// Where it stands in the matrix.
        package var place: PairPlace
    }

    /// A reason not to trust the comparison.
    public struct Distrust: Sendable, Equatable {
        /// The side that a reason is about.
        public enum Owner: String, Sendable {
            case base, candidate
        }

        /// The side that it is about; nil where both sides are of one run.
        public var owner: Owner?
        /// The reason.
        public var objection: Objection

        /// Makes a reason.
        public init(_ objection: Objection, of owner: Owner? = nil) {
            self.objection = objection
            self.owner = owner
        }
    }

    /// Where the base's results come from.
    public var base: Origin
    /// Where the candidate's results come from.
    public var candidate: Origin
    /// Reasons not to trust the comparison; empty if there are none.
    public var distrust: [Distrust]
    /// The questions that are judged: the others are told, and decide nothing.
    public var judged: [CellQuestion]
    /// The pairs in the order of the base's matrix, then what only the candidate has.
    public var pairs: [Pair]

    /// How many pairs have each verdict.
    public var counts: [PairVerdict: Int] { Dictionary(pairs.map { ($0.verdict, 1) }, uniquingKeysWith: +) }

    /// Whether both sides booted byte-identical images on every architecture that both have. Then the comparison says
    /// nothing about a difference between kernels.
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

    /// Whether any cell is on both sides.
    public var hasCommonCells: Bool { pairs.contains { $0.base != nil && $0.candidate != nil } }

    /// The verdict on the whole: broke, else inconclusive, else fixed, else unchanged. It is inconclusive if a run
    /// cannot be trusted: then a broken pair is no evidence either.
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
    /// Where the results of a side come from.
    public struct Origin: Sendable, Equatable, Encodable {
        /// A kernel that was booted.
        public struct Kernel: Sendable, Equatable, Encodable {
            /// The configuration's name of it.
            public var name: String
            /// The architecture it is built for.
            public var architecture: Architecture
            /// The source it came from.
            public var source: String
            /// `uname -r`.
            public var release: String
            /// The exact version of the packages, or the tree's commit.
            public var version: String
            /// SHA-256 of the kernel's image.
            public var sha256: String
            /// SHA-256 of the initramfs: a patch can change modules and tests only.
            public var initramfs: String
            /// For each preferred source that was not used, one line with the reason.
            public var passedOver: [String]
            /// The patches applied to the source, in order.
            public var patches: [AppliedPatch]

            /// Makes a kernel.
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
        /// The configuration's name of the kernel, if only its cells are compared.
        public var kernel: String?
        /// The host that ran it.
        public var host: RunRecord.Host
        /// Versions of strait, QEMU, libvirt and libssh, by name.
        public var tools: [String: String]
        /// The kernels that were booted.
        public var kernels: [Kernel]

        /// The kernel's name if there is one, else the run's id.
        public var label: String { kernel ?? run }
    }
}

extension Comparison.Pair {
    /// Whether both sides have a verdict on the kernel.
    public var isConclusive: Bool {
        base?.outcome?.isVerdictOnKernel == true && candidate?.outcome?.isVerdictOnKernel == true
    }
}
