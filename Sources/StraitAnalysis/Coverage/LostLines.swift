// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Unchanged lines that the tests reached with a base, and do not reach with a candidate.
public struct LostLines: Sendable, Equatable {
    /// Lines that are lost on some architectures.
    public struct Range: Sendable, Equatable {
        /// The lines as the candidate has them.
        public var range: KernelLines.Range
        /// The number of the first line as the base has it.
        public var baseLine: Int
        /// The architectures where they are lost.
        public var architectures: [Architecture]
    }

    /// The lines.
    public var ranges: [Range]
    /// Files that cannot be compared, and why.
    public var incomparable: [String: Reason]
    /// The architectures that are compared.
    public var architectures: [Architecture]

    /// Why a file cannot be compared.
    public enum Reason: Sendable, Equatable {
        /// The base did not count its lines: `coverage:` of the base has to name it.
        case notCounted
        /// The candidate's patches are made for another version of it.
        case otherVersion
    }

    /// Compares a candidate with its base.
    public init(base: KernelLines, candidate: KernelLines) {
        let common = candidate.architectures.filter(base.architectures.contains)
        architectures = common
        (ranges, incomparable) = ([], [:])
        for file in candidate.files where !file.marks.isEmpty {
            guard let other = base.files.first(where: { $0.path == file.path }), !other.marks.isEmpty else {
                if file.before != nil { incomparable[file.path] = .notCounted }
                continue
            }
            guard file.before == other.after else {
                incomparable[file.path] = .otherVersion
                continue
            }
            ranges += Self.lost(other, file, common)
        }
    }

    private static func lost(
        _ base: KernelLines.File, _ file: KernelLines.File, _ common: [Architecture]
    ) -> [Range] {
        var lost: [Int: (base: Int, architectures: [Architecture])] = [:]
        for (line, marks) in base.marks {
            guard let new = file.diff.new(of: line), let now = file.marks[new] else { continue }
            let gone = common.filter { marks[$0].map { $0.count > 0 } == true && now[$0]?.count == 0 }
            if !gone.isEmpty { lost[new] = (line, gone) }
        }
        let lines = file.marks.keys.sorted()
        let groups = Set(lost.values.map(\.architectures))
        return groups.flatMap { architectures in
            file.ranges(among: lines) { lost[$0]?.architectures == architectures }.map {
                Range(
                    range: $0, baseLine: lost[$0.lines.lowerBound]?.base ?? 0, architectures: architectures)
            }
        }.sorted { $0.range.lines.lowerBound < $1.range.lines.lowerBound }
    }
}
