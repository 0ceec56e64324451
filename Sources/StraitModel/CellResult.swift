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

/// One test of the kernel's own.
public struct SelftestResult: Sendable, Codable, Equatable {
    /// What KTAP calls a result (CONVENTIONS.md).
    public enum Status: String, Sendable, Codable, CaseIterable {
        case pass, fail, skip, xfail
        /// The harness's own time limit; under emulation not a plain failure.
        case timeout
        /// No result for it, or one that means trouble of the test itself.
        case error
    }

    /// `hmm.hmm_device_private.open_close`.
    public var name: String
    /// What became of it.
    public var status: Status
    /// The directive's text, or the diagnostic lines before the result.
    public var detail: String?

    /// One test's result.
    public init(name: String, status: Status, detail: String? = nil) {
        self.name = name
        self.status = status
        self.detail = detail
    }
}

/// The kernel's own tests together.
public struct SelftestSummary: Sendable, Codable, Equatable {
    /// How many the plan announced; nil without a plan.
    public var planned: Int?
    /// How many passed.
    public var pass: Int
    /// How many failed, ran into the harness's time limit or broke.
    public var fail: Int
    /// How many were left out by the test itself.
    public var skip: Int
    /// How many failed as the test expects.
    public var xfail: Int
    /// Each by its name, in the order of the output.
    public var tests: [SelftestResult]

    /// A summary whose counts follow from `tests`.
    public init(planned: Int?, tests: [SelftestResult]) {
        func count(_ statuses: SelftestResult.Status...) -> Int { tests.count { statuses.contains($0.status) } }
        self.planned = planned
        pass = count(.pass)
        fail = count(.fail, .timeout, .error)
        skip = count(.skip)
        xfail = count(.xfail)
        self.tests = tests
    }
}

/// Something in the kernel's log that counts.
public struct KernelReport: Sendable, Codable, Equatable {
    /// What kind of report it is: different things, told apart.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case panic, oops, bug, warning, kasan, ubsan, memory, lockdep, stall, leak
        /// A second boot banner.
        case reboot
    }

    /// What it is.
    public var kind: Kind
    /// The line that says it, without time stamp.
    public var title: String
    /// The rung during which it was printed, where that is known.
    public var rung: Rung?
    /// The report's lines.
    public var lines: [String]
    /// The same for the same report in another night's run: no addresses, process numbers or times in it.
    public var fingerprint: String

    /// A report.
    public init(kind: Kind, title: String, rung: Rung?, lines: [String], fingerprint: String) {
        self.kind = kind
        self.title = title
        self.rung = rung
        self.lines = lines
        self.fingerprint = fingerprint
    }

    /// The kind of a report that has this fingerprint: what it begins with.
    static func kind(ofFingerprint print: String) -> String { String(print.prefix { $0 != "-" }) }

    /// Whether the kernel cannot be trusted to go on after it.
    public var isFatal: Bool {
        switch kind {
        case .panic, .oops, .bug, .reboot: true
        case .warning, .kasan, .ubsan, .memory, .lockdep, .stall, .leak: false
        }
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
    public static let currentSchema = "strait.cell/1"

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
    /// What became of the cell.
    public var outcome: Outcome
    /// The rung that decided.
    public var rung: Rung
    /// Why, in a sentence; nil only when it passed.
    public var cause: String?
    /// The kernel's answer, where it gave one: an errno's name.
    public var errno: String?
    /// How a guest that missed a deadline, or was lost, was found; nil for every other.
    public var hang: Hang?
    /// What the cell is to prove of strait itself; nil for every cell that asks about a kernel.
    public var control: Control?
    /// What the configuration says that the cell will do; nil where it says nothing.
    public var expectation: CellExpectation?
    /// The outcome against that; nil where there is no verdict, or where the configuration expects nothing of any cell.
    public var verdict: CellVerdict?
    /// The largest region that the kernel grants.
    public var capacity: Capacity?
    /// Each size asked for.
    public var deviceMemory: [DeviceMemoryResult]
    /// The kernel's own tests; nil where none ran.
    public var selftests: SelftestSummary?
    /// Where the kernel put itself.
    public var layout: Layout?
    /// What the layout can be replayed from (`kaslr: seed:N`), known even of a guest that never showed a layout.
    public var seed: UInt64?
    /// What the kernel reported; the first one is the cause.
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
        cause: String?, errno: String? = nil
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
        selftests = nil
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
    /// Whether the guest did not live to the end of what it was asked: it hung, or died. After a warning it goes on.
    public var isGuestLost: Bool {
        outcome == .hung || (outcome == .crashed && (reports.isEmpty || reports.contains(where: \.isFatal)))
    }
}
