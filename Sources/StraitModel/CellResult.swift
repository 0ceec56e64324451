// SPDX-License-Identifier: Apache-2.0

/// The exact kernel that a cell ran.
public struct KernelIdentity: Sendable, Codable, Equatable {
    /// The configuration's name of it.
    public var name: String
    /// The source it came from.
    public var source: String
    /// `uname -r`.
    public var release: String?
    /// The exact version of the packages, or the tree's commit.
    public var version: String?
    /// SHA-256 of the kernel image.
    public var sha256: String?

    /// Makes an identity.
    public init(name: String, source: String, release: String? = nil, version: String? = nil, sha256: String? = nil) {
        self.name = name
        self.source = source
        self.release = release
        self.version = version
        self.sha256 = sha256
    }
}

extension KernelIdentity {
    /// The source with its exact version, if the source has versions.
    public var exactSource: String {
        guard let version, let source = KernelSource(parsing: source) else { return source }
        return source.pinned(to: version).description
    }
}

/// The time that a cell took, in seconds.
public struct Phases: Sendable, Codable, Equatable {
    /// Defining the domain and starting QEMU, up to the guest's first instruction.
    public var define: Double
    /// From the first instruction until the guest is ready.
    public var boot: Double
    /// From there to the end of the first command.
    public var login: Double
    /// Everything that runs in the guest.
    public var workload: Double
    /// Ending the guest and removing its domain.
    public var teardown: Double

    /// Makes phases; zero if not measured.
    public init(define: Double = 0, boot: Double = 0, login: Double = 0, workload: Double = 0, teardown: Double = 0) {
        self.define = define
        self.boot = boot
        self.login = login
        self.workload = workload
        self.teardown = teardown
    }

    /// The sum.
    public var total: Double { define + boot + login + workload + teardown }
}

/// A cell's result: the content of `result.json`.
public struct CellResult: Sendable, Codable, Equatable {
    /// The schema's name and version.
    public static let currentSchema = "strait.cell/2"
    /// All schemas that this version reads.
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
    /// The kernel that ran.
    public var kernel: KernelIdentity
    /// The requested value of each axis.
    public var requested: [String: AxisValue]
    /// The value of each axis that the guest shows.
    public var effective: [String: AxisValue]
    /// The differences between the two, including the kernel's release; nil if there are none.
    public var mismatches: [AxisMismatch]?
    /// The outcome.
    public var outcome: Outcome
    /// The rung that decided.
    public var rung: Rung
    /// The reason, in a sentence; nil only if it passed.
    public var cause: String?
    /// The kernel's error, if any.
    public var errno: Errno?
    /// How a guest that missed a deadline, or was lost, was diagnosed; else nil.
    public var hang: Hang?
    /// What the cell has to prove about strait; nil for a cell that tests a kernel.
    public var control: Control?
    /// The configuration's expectation; nil if it has none.
    public var expectation: CellExpectation?
    /// The verdict: the outcome compared with the expectation or an earlier run; nil if there is none.
    public var verdict: CellVerdict?
    /// The answers to the three questions, as stored; nil in a result of an older version.
    var listedAnswers: CellAnswers?
    /// The largest region that the kernel grants.
    public var capacity: Capacity?
    /// The result for each requested size.
    public var deviceMemory: [DeviceMemoryResult]
    /// The suites of the current schema; nil in a result of the first one.
    private var listedSuites: [SuiteResult]?
    /// The only suite of a result of the first schema.
    private var selftests: FirstSchemaSuite?
    /// Where the kernel put itself.
    public var layout: Layout?
    /// The seed from which the layout can be replayed (`kaslr: seed:N`), even if the guest never showed a layout.
    public var seed: UInt64?
    /// The kernel's reports, each one once, the worst first: that one is the cause.
    public var reports: [KernelReport]
    /// The rungs that the cell reached, in order.
    public var ladder: [RungRecord]
    /// Other information for the reader: lost log lines, a check that was impossible.
    public var notes: [String]
    /// The time it took.
    public var phases: Phases
    /// How often it was tried; above 1 after trouble of the infrastructure.
    public var attempts: Int
    /// Why earlier attempts gave no verdict.
    public var retried: [String]
    /// The command that runs the cell again on any machine, one line of shell; nil if there is none.
    public var reproduction: String?

    /// Makes a result without evidence.
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
    /// The suites that ran, in order; empty if none did.
    public var suites: [SuiteResult] {
        get { listedSuites ?? selftests.map { [.hmmTests(planned: $0.planned, tests: $0.tests)] } ?? [] }
        set { (schema, listedSuites, selftests) = (Self.currentSchema, newValue, nil) }
    }

    /// Whether the guest hung or died before its workload ended. After a warning it continues.
    public var isGuestLost: Bool {
        outcome == .hung || (outcome == .crashed && (reports.isEmpty || reports.contains(where: \.isFatal)))
    }
}
