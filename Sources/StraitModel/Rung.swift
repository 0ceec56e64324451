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

extension Rung: Comparable {
    /// The ladder's own rungs below every workload.
    public static let beforeWorkloads: [Rung] = [.host, .qemu, .boot, .login, .axes]

    /// Every rung that this strait knows by name, in the order of the ladder.
    public static let known: [Rung] = beforeWorkloads + devicePrivateMemory + [.log]

    private static let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })

    /// Orders by the ladder. A rung that this strait does not know stands where workloads end, before `log`, by its name.
    public static func < (left: Self, right: Self) -> Bool {
        (left.place, left.rawValue) < (right.place, right.rawValue)
    }

    /// Known rungs have even numbers, so that there is one for the unknown between two of them.
    private var place: Int { Self.places[self].map { $0 * 2 } ?? Self.known.count * 2 - 3 }
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
