// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Processors of this machine that a process may run on (`taskset`, a control group's cpuset), by their numbers.
public struct Processors: Sendable, Equatable {
    /// Their numbers.
    public let numbers: Set<Int>

    /// Those of this process; nil where the kernel does not tell.
    public static var own: Processors? { Processors(of: getpid()) }

    /// How many this process can keep busy: those that it may run on, or what its control groups leave it of them where
    /// that is less, without the part of one. At least 1.
    public static var usable: Int { usable(own, ControlGroup.own.compactMap(\.processors)) }

    static func usable(_ own: Processors?, _ quotas: [Double]) -> Int {
        let allowed = Double(own?.numbers.count ?? ProcessInfo.processInfo.activeProcessorCount)
        return max(1, Int(quotas.reduce(allowed, min)))
    }

    /// Those of a process, and of a thread by its number, that are switched on; nil where it is gone.
    public init?(of process: pid_t) {
        func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
        let field = "Cpus_allowed_list:"
        guard let line = text("/proc/\(process)/status")?.split(separator: "\n").first(where: { $0.hasPrefix(field) })
        else { return nil }
        let allowed = Self.numbers(line.dropFirst(field.count))
        // What a process may run on includes processors that are not there.
        let online = text("/sys/devices/system/cpu/online").map { Self.numbers($0[...]) }
        numbers = online.map(allowed.intersection) ?? allowed
    }

    init(numbers: Set<Int>) { self.numbers = numbers }

    /// "0-3,8": as the kernel lists numbers.
    static func numbers(_ list: Substring) -> Set<Int> {
        let ranges = list.split { $0 == "," || $0.isWhitespace }.compactMap { part -> ClosedRange<Int>? in
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first <= last, last < 1 << 20 else { return nil }
            return first...last
        }
        return Set(ranges.joined())
    }

    /// As sched_setaffinity(2) wants them: a bit for each.
    public var mask: [UInt8] {
        // Whole words.
        var bytes = [UInt8](repeating: 0, count: ((numbers.max() ?? 0) / 64 + 1) * 8)
        for number in numbers { bytes[number / 8] |= 1 << UInt8(number % 8) }
        return bytes
    }
}
