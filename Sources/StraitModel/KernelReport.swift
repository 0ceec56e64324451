// SPDX-License-Identifier: Apache-2.0

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
    public static func kind(ofFingerprint print: String) -> String { String(print.prefix { $0 != "-" }) }

    /// Whether the kernel cannot be trusted to go on after it.
    public var isFatal: Bool {
        switch kind {
        case .panic, .oops, .bug, .reboot: true
        case .warning, .kasan, .ubsan, .memory, .lockdep, .stall, .leak: false
        }
    }
}
