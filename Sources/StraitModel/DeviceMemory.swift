// SPDX-License-Identifier: Apache-2.0

/// Device memory that a cell asks for: one region, or several of a size at the same time, as so many devices would.
public struct DeviceMemoryRequest: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    enum CodingKeys: String, CodingKey {
        case size = "MiB"
        case several = "count"
    }

    /// As many regions as the probe holds at a time (`PROBE_MAX_HELD` in images/probe/probe.h).
    public static let mostRegions = 64

    /// The size of each region.
    public let size: Mebibytes
    /// How many regions; nil for one, so that files name it only where it says something.
    private let several: Int?

    /// `count` regions of a size, from 1 to ``mostRegions``.
    public init(_ size: Mebibytes, count: Int = 1) {
        self.size = size
        several = count == 1 ? nil : count
    }

    /// Parses `64GiB` or `4x64GiB`; nil for anything else.
    public init?(parsing text: String) {
        let parts = text.split(separator: "x", maxSplits: 1, omittingEmptySubsequences: false)
        guard let size = Mebibytes(parsing: String(parts[parts.count - 1])) else { return nil }
        guard parts.count == 2 else {
            self.init(size)
            return
        }
        // Written in one way only, so that one question has one name: 1x64GiB and 04x64GiB are 64GiB and 4x64GiB.
        guard let count = Int(parts[0]), (2...Self.mostRegions).contains(count), String(count) == parts[0] else {
            return nil
        }
        self.init(size, count: count)
    }

    /// How many regions at the same time.
    public var count: Int { several ?? 1 }

    /// All of the regions together, in bytes; as many as can be counted where it is more.
    public var bytes: UInt64 {
        let (product, overflow) = size.bytes.multipliedReportingOverflow(by: UInt64(max(0, count)))
        return overflow ? .max : product
    }

    /// `64GiB`, or `4x64GiB`.
    public var description: String { several.map { "\($0)x\(size)" } ?? size.description }

    /// Orders by what is asked for in all, then by the size of a region.
    public static func < (left: Self, right: Self) -> Bool { (left.bytes, left.size) < (right.bytes, right.size) }
}

/// What became of one request for device memory.
public struct DeviceMemoryResult: Sendable, Codable, Equatable {
    enum CodingKeys: String, CodingKey {
        case size = "MiB"
        case several = "count"
        case outcome, rung, errno, start, cause
    }

    /// The size asked for, of each region where there are several.
    public var size: Mebibytes
    /// How many regions at the same time; nil for one.
    private var several: Int?
    /// What became of it.
    public var outcome: Outcome
    /// The rung that decided: `reserve` or `init`; `init` when it passed.
    public var rung: Rung
    /// The kernel's answer, where it was no.
    public var errno: Errno?
    /// Where the region was granted, the first one of several.
    public var start: Address?
    /// Why, in a sentence, where there is more to say than the errno.
    public var cause: String?

    /// What became of a request.
    public init(
        _ request: DeviceMemoryRequest, _ outcome: Outcome, rung: Rung, errno: Errno? = nil, start: Address? = nil,
        cause: String? = nil
    ) {
        size = request.size
        several = request.count == 1 ? nil : request.count
        self.outcome = outcome
        self.rung = rung
        self.errno = errno
        self.start = start
        self.cause = cause
    }

    /// What became of one region of a size.
    public init(
        _ size: Mebibytes, _ outcome: Outcome, rung: Rung, errno: Errno? = nil, start: Address? = nil,
        cause: String? = nil
    ) {
        self.init(DeviceMemoryRequest(size), outcome, rung: rung, errno: errno, start: start, cause: cause)
    }

    /// What was asked for.
    public var request: DeviceMemoryRequest { DeviceMemoryRequest(size, count: several ?? 1) }
}
