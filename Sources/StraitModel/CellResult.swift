// SPDX-License-Identifier: Apache-2.0

/// Which kernel a cell ran, exactly.
public struct KernelIdentity: Sendable, Codable, Equatable {
    /// The configuration's name of it.
    public var name: String
    /// Where it came from.
    public var source: String
    /// `uname -r`.
    public var release: String?
    /// The packages' exact version, or the tree's commit.
    public var version: String?
    /// SHA-256 of the kernel image.
    public var sha256: String?

    /// A kernel as a result names it.
    public init(name: String, source: String, release: String? = nil, version: String? = nil, sha256: String? = nil) {
        self.name = name
        self.source = source
        self.release = release
        self.version = version
        self.sha256 = sha256
    }
}

extension KernelIdentity {
    /// Where the same kernel can be had again, as exactly as its source can be told.
    public var exactSource: String {
        guard let version, let source = KernelSource(parsing: source) else { return source }
        return source.pinned(to: version).description
    }
}

/// The largest region that the kernel grants.
public struct Capacity: Sendable, Codable, Equatable {
    /// Its size.
    public var largestMiB: Mebibytes
    /// Where it was granted; nil where nothing was, or where the kernel needs no address space for it.
    public var start: Address?

    /// Whether RAM for its struct pages is all that limits it, as of a kernel that needs no address space.
    public var isLimitedByRAM: Bool { start == nil && largestMiB.count > 0 }

    /// A capacity.
    public init(largestMiB: Mebibytes, start: Address?) {
        self.largestMiB = largestMiB
        self.start = start
    }
}

/// Where a cell's time went, in seconds.
public struct Phases: Sendable, Codable, Equatable {
    /// Defining the domain and starting QEMU, up to the first instruction.
    public var define: Double
    /// From the first instruction to the guest's readiness.
    public var boot: Double
    /// From the guest's readiness to the end of the first command.
    public var login: Double
    /// Everything that runs in the guest.
    public var workload: Double
    /// Ending the guest and removing its domain.
    public var teardown: Double

    /// Phases, zero until they are measured.
    public init(define: Double = 0, boot: Double = 0, login: Double = 0, workload: Double = 0, teardown: Double = 0) {
        self.define = define
        self.boot = boot
        self.login = login
        self.workload = workload
        self.teardown = teardown
    }

    /// All of them together.
    public var total: Double { define + boot + login + workload + teardown }
}

/// A cell's result: the content of `result.json`.
public struct CellResult: Sendable, Codable, Equatable {
    /// The schema's name and version.
    public static let currentSchema = "strait.cell/2"
    /// Every schema that this strait reads.
    public static let readableSchemas = ["strait.cell/1", currentSchema]

    enum CodingKeys: String, CodingKey {
        case schema, id, arch, kernel, requested, effective, outcome, rung, cause, errno, hang, control, expectation
        case verdict, capacity, deviceMemory, layout, seed, reports, ladder, notes, phases, attempts, retried
        case reproduction
        case listedSuites = "suites"
        case listedAnswers = "answers"
        case selftests
    }

    /// The schema's name and version.
    public var schema: String
    /// The cell's id.
    public var id: String
    /// The architecture.
    public var arch: Architecture
    /// Which kernel ran.
    public var kernel: KernelIdentity
    /// The value of each axis as requested.
    public var requested: [String: AxisValue]
    /// The value of each axis as the guest shows it, where it does.
    public var effective: [String: AxisValue]
    /// Where the two differ, the kernel's release included; nil where they do not.
    public var mismatches: [AxisMismatch]?
    /// What became of the cell.
    public var outcome: Outcome
    /// The rung that decided.
    public var rung: Rung
    /// Why, in a sentence; nil only when it passed.
    public var cause: String?
    /// The kernel's answer, where it gave one.
    public var errno: Errno?
    /// How a guest that missed a deadline, or was lost, was found; nil for every other.
    public var hang: Hang?
    /// What the cell is to prove of strait itself; nil for every cell that asks about a kernel.
    public var control: Control?
    /// What the configuration says that the cell will do; nil where it says nothing.
    public var expectation: CellExpectation?
    /// The outcome against that; nil where there is no verdict, or where the configuration expects nothing of any cell.
    public var verdict: CellVerdict?
    /// The answers to the three questions as they are written; nil in a result of a strait that did not keep them.
    private var listedAnswers: CellAnswers?
    /// The largest region that the kernel grants.
    public var capacity: Capacity?
    /// Each size asked for.
    public var deviceMemory: [DeviceMemoryResult]
    /// The suites as they are written; nil in a result of the first schema.
    private var listedSuites: [SuiteResult]?
    /// The one suite that a result of the first schema has.
    private var selftests: FirstSchemaSuite?
    /// Where the kernel put itself.
    public var layout: Layout?
    /// What the layout can be replayed from (`kaslr: seed:N`), known even of a guest that never showed a layout.
    public var seed: UInt64?
    /// What the kernel reported, each thing once, the worst first: that one is the cause.
    public var reports: [KernelReport]
    /// The rungs as they were climbed.
    public var ladder: [RungRecord]
    /// What a reader has to know besides: lost log lines, a check that could not be made.
    public var notes: [String]
    /// Where the time went.
    public var phases: Phases
    /// How often it was tried; above 1 after trouble of the infrastructure.
    public var attempts: Int
    /// Why earlier attempts gave no verdict.
    public var retried: [String]
    /// The command that runs the cell again on any machine, one line of shell; nil where none can.
    public var reproduction: String?

    /// A result without evidence yet.
    public init(
        id: String, arch: Architecture, kernel: KernelIdentity, requested: [String: AxisValue], outcome: Outcome,
        rung: Rung,
        cause: String?, errno: Errno? = nil
    ) {
        schema = Self.currentSchema
        self.id = id
        self.arch = arch
        self.kernel = kernel
        self.requested = requested
        effective = [:]
        self.outcome = outcome
        self.rung = rung
        self.cause = cause
        self.errno = errno
        capacity = nil
        deviceMemory = []
        listedSuites = []
        layout = nil
        reports = []
        ladder = []
        notes = []
        phases = Phases()
        attempts = 1
        retried = []
    }
}

extension CellResult {
    /// The answers to the three questions. In a result of a strait that did not keep them they follow from the rest of it.
    public var answers: CellAnswers { listedAnswers ?? CellAnswers(of: self, asked: nil) }

    /// The same with the answers that follow from it, where the cell asked for that.
    public func answered(_ asked: WorkloadRequest) -> CellResult {
        var result = self
        result.listedAnswers = CellAnswers(of: self, asked: asked)
        return result
    }

    /// What became of each suite of tests that ran, in their order; empty where none did.
    public var suites: [SuiteResult] {
        get { listedSuites ?? selftests.map { [.hmmTests(planned: $0.planned, tests: $0.tests)] } ?? [] }
        set { (schema, listedSuites, selftests) = (Self.currentSchema, newValue, nil) }
    }

    /// How the cell ended, less the evidence.
    public var answer: CellAnswer {
        let prints = reports.map(\.fingerprint).uniqued()
        return CellAnswer(outcome, rung, errno: errno, reports: prints, answers: answers)
    }

    /// Whether the guest did not live to the end of what it was asked: it hung, or died. After a warning it goes on.
    public var isGuestLost: Bool {
        outcome == .hung || (outcome == .crashed && (reports.isEmpty || reports.contains(where: \.isFatal)))
    }
}
