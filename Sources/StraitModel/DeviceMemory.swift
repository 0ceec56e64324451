// SPDX-License-Identifier: Apache-2.0

/// A request for device memory: one region, or several of one size at the same time, as several devices would request.
public struct DeviceMemoryRequest: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    enum CodingKeys: String, CodingKey {
        case size = "MiB"
        case several = "count"
    }

    /// The most regions that the probe holds at once (`PROBE_MAX_HELD` in images/probe/probe.h).
    public static let mostRegions = 64

    /// The size of each region.
    public let size: Mebibytes
    /// The number of regions; nil for one, so that files contain it only if it matters.
    private let several: Int?

    /// Makes a request for `count` regions, from 1 to ``mostRegions``.
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
        // Each request is written in one way only: 1x64GiB and 04x64GiB are refused.
        guard let count = Int(parts[0]), (2...Self.mostRegions).contains(count), String(count) == parts[0] else {
            return nil
        }
        self.init(size, count: count)
    }

    /// The number of regions.
    public var count: Int { several ?? 1 }

    /// The size of all regions together in bytes; the largest number if it does not fit.
    public var bytes: UInt64 {
        let (product, overflow) = size.bytes.multipliedReportingOverflow(by: UInt64(max(0, count)))
        return overflow ? .max : product
    }

    /// `64GiB`, or `4x64GiB`.
    public var description: String { several.map { "\($0)x\(size)" } ?? size.description }

    /// Orders by the total size, then by the size of a region.
    public static func < (left: Self, right: Self) -> Bool { (left.bytes, left.size) < (right.bytes, right.size) }
}

/// The result for one request for device memory.
public struct DeviceMemoryResult: Sendable, Codable, Equatable {
    enum CodingKeys: String, CodingKey {
        case size = "MiB"
        case several = "count"
        case outcome, rung, errno, start, cause, checks
    }

    /// The size of each region.
    public var size: Mebibytes
    /// The number of regions; nil for one.
    private var several: Int?
    /// The outcome.
    public var outcome: Outcome
    /// The rung that decided: `reserve` or `init`; `init` when it passed.
    public var rung: Rung
    /// The kernel's error, if it refused.
    public var errno: Errno?
    /// The address of the region, or of the first one.
    public var start: Address?
    /// The reason in a sentence, if there is more to say than the errno.
    public var cause: String?
    /// What was looked at of what the kernel granted, by name: `passed`, `failed`, or `unsupported` where there is nothing to look at.
    /// Nil where nothing was granted, and in results of older versions.
    public var checks: [String: Outcome]?

    /// Makes the result of a request.
    public init(
        _ request: DeviceMemoryRequest, _ outcome: Outcome, rung: Rung, errno: Errno? = nil, start: Address? = nil,
        cause: String? = nil, checks: [String: Outcome]? = nil
    ) {
        size = request.size
        several = request.count == 1 ? nil : request.count
        self.outcome = outcome
        self.rung = rung
        self.errno = errno
        self.start = start
        self.cause = cause
        self.checks = checks
    }

    /// Makes the result for one region.
    public init(
        _ size: Mebibytes, _ outcome: Outcome, rung: Rung, errno: Errno? = nil, start: Address? = nil,
        cause: String? = nil
    ) {
        self.init(DeviceMemoryRequest(size), outcome, rung: rung, errno: errno, start: start, cause: cause)
    }

    /// The request.
    public var request: DeviceMemoryRequest { DeviceMemoryRequest(size, count: several ?? 1) }
}
