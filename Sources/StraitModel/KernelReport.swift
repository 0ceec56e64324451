// SPDX-License-Identifier: Apache-2.0

/// A report in the kernel's log, however often the kernel printed it.
public struct KernelReport: Sendable, Codable, Equatable {
    /// The kind of report.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case panic, oops, bug, warning, kasan, ubsan, memory, lockdep, stall, leak
        /// A second boot banner.
        case reboot

        /// The kinds, the worst first: those after which the kernel cannot continue, then damage, then warnings. A
        /// panic comes after the oops that caused it.
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
    /// The test or the size of device memory that ran at that time, if known.
    public var during: String?
    /// The function of the fault, if a trace or a register dump names it.
    public var function: String?
    /// The lines of its first occurrence.
    public var lines: [String]
    /// Equal for the same report in another run: without addresses, process numbers and times.
    public var fingerprint: String
    /// How often the kernel printed it, as stored; nil if an older version did not count.
    private var times: Int?
    /// Its position among the different reports in the order of time, from 1, as stored.
    private var place: Int?

    /// Makes a report.
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

    /// How often the kernel printed it.
    public var count: Int {
        get { max(1, times ?? 1) }
        set { times = newValue }
    }

    /// Its position among the different reports of a cell in the order of time, from 1; nil if that was not kept.
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
    /// Each report once with its count, in the order of the first occurrences.
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

    /// The worst kind first; reports of one kind in the order of time.
    public var bySeverity: [KernelReport] {
        let ranks = Dictionary(uniqueKeysWithValues: KernelReport.Kind.bySeverity.enumerated().map { ($1, $0) })
        let sorted = enumerated().sorted {
            (ranks[$0.element.kind] ?? .max, $0.element.order ?? .max, $0.offset)
                < (ranks[$1.element.kind] ?? .max, $1.element.order ?? .max, $1.offset)
        }
        return sorted.map(\.element)
    }

    /// The earliest report; nil if there is none, or if the order was not kept.
    public var firstInTime: KernelReport? {
        self.filter { $0.order != nil }.min { ($0.order ?? .max) < ($1.order ?? .max) }
    }
}
