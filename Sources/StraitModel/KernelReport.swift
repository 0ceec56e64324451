// SPDX-License-Identifier: Apache-2.0

/// Something in the kernel's log that counts: one thing, however often the kernel said it.
public struct KernelReport: Sendable, Codable, Equatable {
    /// The kind of report.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case panic, oops, bug, warning, kasan, ubsan, memory, lockdep, stall, leak
        /// A second boot banner.
        case reboot

        /// The kinds, the worst first: what the kernel cannot go on after, then what has been damaged, then what was noticed. A panic comes
        /// behind the oops that it ends.
        public static let bySeverity: [Kind] = [
            .oops, .bug, .panic, .reboot, .kasan, .memory, .lockdep, .ubsan, .warning, .stall, .leak,
        ]
    }

    enum CodingKeys: String, CodingKey {
        case kind, title, rung, during, function, lines, fingerprint
        case times = "count"
        case place = "order"
    }

    /// What it is.
    public var kind: Kind
    /// The line that names it, without time stamp.
    public var title: String
    /// The rung during which it was printed, if known.
    public var rung: Rung?
    /// The test or the size of device memory that was being tried, where that is known.
    public var during: String?
    /// The function in which it happened, where a trace or a register dump names it.
    public var function: String?
    /// The first one's lines.
    public var lines: [String]
    /// Equal for the same report in another run: without addresses, process numbers and times.
    public var fingerprint: String
    /// How often the kernel said it, as results write it; nil in those of a strait that did not count.
    private var times: Int?
    /// Its place among the different reports in the order of time, from 1, as results write it.
    private var place: Int?

    /// A report.
    public init(
        kind: Kind, title: String, rung: Rung?, lines: [String], fingerprint: String, during: String? = nil,
        function: String? = nil, count: Int = 1, order: Int? = nil
    ) {
        self.kind = kind
        self.title = title
        self.rung = rung
        self.during = during
        self.function = function
        self.lines = lines
        self.fingerprint = fingerprint
        times = count
        place = order
    }

    /// How often the kernel said it.
    public var count: Int {
        get { max(1, times ?? 1) }
        set { times = newValue }
    }

    /// Its place among the different reports of a cell in the order of time, from 1; nil where that was not kept.
    public var order: Int? {
        get { place }
        set { place = newValue }
    }

    /// The kind of a report, from its fingerprint: the part before the first dash.
    public static func kind(ofFingerprint print: String) -> String { String(print.prefix { $0 != "-" }) }

    /// Whether the kernel cannot be trusted to continue after it.
    public var isFatal: Bool {
        switch kind {
        case .panic, .oops, .bug, .reboot: true
        case .warning, .kasan, .ubsan, .memory, .lockdep, .stall, .leak: false
        }
    }
}

extension [KernelReport] {
    /// Each report once, with how often it came, in the order of their first.
    public var counted: [KernelReport] {
        var places: [String: Int] = [:]
        var counted: [KernelReport] = []
        for report in self {
            if let place = places[report.fingerprint] {
                counted[place].count += report.count
            } else {
                places[report.fingerprint] = counted.count
                counted.append(report)
            }
        }
        return counted
    }

    /// The worst kind first, and of one kind the first in time.
    public var bySeverity: [KernelReport] {
        let ranks = Dictionary(uniqueKeysWithValues: KernelReport.Kind.bySeverity.enumerated().map { ($1, $0) })
        let sorted = enumerated().sorted {
            (ranks[$0.element.kind] ?? .max, $0.element.order ?? .max, $0.offset)
                < (ranks[$1.element.kind] ?? .max, $1.element.order ?? .max, $1.offset)
        }
        return sorted.map(\.element)
    }

    /// The one that came first; nil where there is none, or where their order was not kept.
    public var firstInTime: KernelReport? {
        self.filter { $0.order != nil }.min { ($0.order ?? .max) < ($1.order ?? .max) }
    }
}
