// SPDX-License-Identifier: Apache-2.0

/// A rung of the ladder that a cell climbs; each one leaves evidence. The ladder itself has the first five rungs and the last one; those
/// between them come from the cell's workloads. A result may name a rung that this strait does not know.
public struct Rung: RawRepresentable, Hashable, Sendable, Codable {
    /// The name, as results and configurations write it.
    public let rawValue: String

    /// The rung of that name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The rung of that name.
    public init(_ name: String) { rawValue = name }

    /// Image, space and connection on the host.
    public static let host = Rung("host")
    /// QEMU accepts the machine and starts.
    public static let qemu = Rung("qemu")
    /// The kernel reaches user space, and the guest says that it is ready.
    public static let boot = Rung("boot")
    /// An SSH session with the known host key, and a first command.
    public static let login = Rung("login")
    /// The guest is what was requested.
    public static let axes = Rung("axes")
    /// The kernel's log holds nothing that counts, and nothing of it was lost.
    public static let log = Rung("log")
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
    /// The kernel's answer, where it gave one.
    public var errno: Errno?

    /// A rung as it was climbed.
    public init(_ rung: Rung, _ outcome: Outcome, seconds: Double, cause: String? = nil, errno: Errno? = nil) {
        self.rung = rung
        self.outcome = outcome
        self.seconds = seconds
        self.cause = cause
        self.errno = errno
    }
}
