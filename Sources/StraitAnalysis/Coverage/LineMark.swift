// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// What is known of a line that can run, on one architecture.
public struct LineMark: Sendable, Equatable {
    /// How often it ran, over all cells; 0 if it never did.
    public var count: UInt64 = 0
    /// What ran it: `boot`, `probe`, a suite.
    public var suites: Set<String> = []

    /// Adds what another cell says.
    mutating func add(_ other: LineMark) {
        let (sum, overflow) = count.addingReportingOverflow(other.count)
        count = overflow ? .max : sum
        suites.formUnion(other.suites)
    }
}

extension CellCoverage.File {
    /// The marks of its lines. The counters are not read all at one moment, so a count that is computed from others may be too
    /// large by one or two: a line counts as run only if the last two readings say so.
    func marks(readings: [String]) -> [(line: Int, mark: LineMark)] {
        let known = zip(readings, counts).compactMap { label, counts in counts.map { (label, $0) } }
            .filter { $0.1.count == lines.count }
        guard let last = known.last else { return [] }
        let before = known.dropLast().last ?? last
        return lines.indices.map { index in
            var mark = LineMark(count: min(last.1[index], before.1[index]))
            guard mark.count > 0 else { return (lines[index], mark) }
            var seen: UInt64 = 0
            for (label, counts) in known {
                // What runs while the log is read at the end belongs to no suite.
                if counts[index] > seen, label != Rung.log.rawValue { mark.suites.insert(label) }
                seen = max(seen, counts[index])
            }
            return (lines[index], mark)
        }
    }
}
