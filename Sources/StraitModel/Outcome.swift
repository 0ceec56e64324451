// SPDX-License-Identifier: Apache-2.0

/// What became of a cell (DESIGN.md, "What each outcome means").
public enum Outcome: String, Sendable, Codable, CaseIterable {
    /// Every rung, and nothing in the kernel's log that counts.
    case passed
    /// The kernel answered no.
    case failed
    /// Panic, oops, BUG or a report in the path.
    case crashed
    /// No progress before the rung's deadline.
    case hung
    /// The question makes no sense there; always with the reason.
    case unsupported
    /// The guest is not what was asked for.
    case invalid
    /// Trouble of libvirt, QEMU, SSH or the disk; no verdict on the kernel.
    case infrastructure

    /// Whether it says something about the kernel: what exit code 0 needs of every cell that was run.
    public var isVerdictOnKernel: Bool {
        switch self {
        case .passed, .failed, .crashed, .hung: true
        case .unsupported, .invalid, .infrastructure: false
        }
    }
}

/// What a cell climbs, in order. Each rung leaves evidence.
public enum Rung: String, Sendable, Codable, CaseIterable, Comparable {
    /// Image, space and connection on the host.
    case host
    /// QEMU accepts the machine and starts.
    case qemu
    /// The kernel reaches user space, and the guest says that it is ready.
    case boot
    /// An SSH session with the known host key, and a first command.
    case login
    /// The guest is what was requested.
    case axes
    /// The probe loads.
    case load
    /// The kernel reserves address space of every size asked for.
    case reserve
    /// The reserved space becomes device-private pages, and is torn down.
    case `init`
    /// `test_hmm` loads with memory, and `hmm-tests` passes.
    case selftests
    /// The modules unload and `/proc/iomem` is as it was.
    case unload
    /// The kernel's log holds nothing that counts, and nothing of it was lost.
    case log

    /// Orders by the ladder.
    public static func < (left: Self, right: Self) -> Bool {
        left.position < right.position
    }

    private var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// One rung as it was climbed: what the ladder in the report shows.
public struct RungRecord: Sendable, Codable, Equatable {
    /// Which rung.
    public var rung: Rung
    /// What became of it; `unsupported` for a rung that had to be left out, with the reason in `cause`.
    public var outcome: Outcome
    /// How long it took, in seconds.
    public var seconds: Double
    /// Why, in one sentence, where it did not pass.
    public var cause: String?
    /// The kernel's answer, where it gave one: an errno's name.
    public var errno: String?

    /// A rung as it was climbed.
    public init(_ rung: Rung, _ outcome: Outcome, seconds: Double, cause: String? = nil, errno: String? = nil) {
        self.rung = rung
        self.outcome = outcome
        self.seconds = seconds
        self.cause = cause
        self.errno = errno
    }
}
