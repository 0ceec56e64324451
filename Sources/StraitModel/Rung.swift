// SPDX-License-Identifier: Apache-2.0

/// A rung of the ladder: a step that a cell has to reach, and that leaves evidence. The first five rungs and the last
/// one belong to every ladder; the cell's workloads add those between. A result may contain a rung that this version
/// does not know.
public struct Rung: RawRepresentable, Hashable, Sendable, Codable {
    /// The name in results and configurations.
    public let rawValue: String

    /// Makes the rung of a name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Makes the rung of a name.
    public init(_ name: String) { rawValue = name }

    /// The image, the space and the connection on the host.
    public static let host = Rung("host")
    /// QEMU accepts the machine and starts.
    public static let qemu = Rung("qemu")
    /// The kernel starts user space, and the guest reports that it is ready.
    public static let boot = Rung("boot")
    /// An SSH session with the expected host key runs a first command.
    public static let login = Rung("login")
    /// The guest is what was requested.
    public static let axes = Rung("axes")
    /// The kernel's log is complete, and contains nothing that counts.
    public static let log = Rung("log")
}

/// The result of one rung, as the report's ladder shows it.
public struct RungRecord: Sendable, Codable, Equatable {
    /// The rung.
    public var rung: Rung
    /// The outcome; `unsupported` for a rung that was skipped, with the reason in `cause`.
    public var outcome: Outcome
    /// How long it took, in seconds.
    public var seconds: Double
    /// The reason in one sentence, if it did not pass.
    public var cause: String?
    /// The kernel's error, if any.
    public var errno: Errno?

    /// Makes a record.
    public init(_ rung: Rung, _ outcome: Outcome, seconds: Double, cause: String? = nil, errno: Errno? = nil) {
        self.rung = rung
        self.outcome = outcome
        self.seconds = seconds
        self.cause = cause
        self.errno = errno
    }
}
