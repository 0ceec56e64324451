// SPDX-License-Identifier: Apache-2.0

import StraitAnalysis
import StraitModel

/// What `strait coverage --json` prints.
public struct CoverageDocument: Encodable, Sendable {
    /// The form's name and version.
    public static let schema = "strait.changed-lines/1"

    struct Place: Encodable, Sendable {
        let path: String
        let first, last: Int
        let function: String?
        let lines: Int

        init(_ range: KernelLines.Range) {
            path = range.path
            (first, last) = (range.lines.lowerBound, range.lines.upperBound)
            function = range.function
            lines = range.count
        }
    }

    struct Total: Encodable, Sendable {
        let architecture: Architecture
        let canRun, ran: Int
    }

    struct Suite: Encodable, Sendable {
        let name: String
        let lines: Int
    }

    struct Line: Encodable, Sendable {
        let number: Int
        let changed: Bool
        let counts: [Architecture: UInt64]
        let suites: [Architecture: [String]]
    }

    struct File: Encodable, Sendable {
        let path: String
        let before: String?
        let after: String
        let unseen: [Architecture: String]
        let lines: [Line]
    }

    struct Lost: Encodable, Sendable {
        let place: Place
        let baseLine: Int
        let architectures: [Architecture]
    }

    struct Function: Encodable, Sendable {
        let name: String
        let counts: [Architecture: UInt64]
        let unseen: [Architecture: String]

        init(_ function: KernelCalls.Function) {
            name = function.name
            counts = function.marks.compactMapValues { if case .called(let count) = $0 { count } else { nil } }
            unseen = function.marks.compactMapValues { if case .unseen(let reason) = $0 { reason } else { nil } }
        }
    }

    struct Calls: Encodable, Sendable {
        let kernel: String
        let functions: [Function]
    }

    struct Kernel: Encodable, Sendable {
        let kernel: String
        let architectures, silent: [Architecture]
        let changedLines: Int
        let totals: [Total]
        let suites: [Suite]
        let never, untaken: [Place]
        let missed: [Architecture: [Place]]
        let lost: [Lost]?
        let files: [File]
    }

    let schema = CoverageDocument.schema
    let run: String
    let kernels: [Kernel]
    let calls: [Calls]

    /// The lines of a run's kernels, each with what it lost against its base, and the calls of functions.
    public init(run: String, _ kernels: [(lines: KernelLines, lost: LostLines?)], calls: [KernelCalls] = []) {
        self.calls = calls.map { Calls(kernel: $0.kernel, functions: $0.functions.map(Function.init)) }
        self.run = run
        self.kernels = kernels.map { Self.kernel($0.lines, $0.lost) }
    }

    private static func kernel(_ lines: KernelLines, _ lost: LostLines?) -> Kernel {
        let missed = lines.architectures.map { ($0, lines.missed(on: $0).map(Place.init)) }
        return Kernel(
            kernel: lines.kernel, architectures: lines.architectures, silent: lines.silent, changedLines: lines.canRun,
            totals: lines.totals().map { Total(architecture: $0.architecture, canRun: $0.canRun, ran: $0.ran) },
            suites: lines.suites.map { Suite(name: $0.name, lines: $0.lines) }, never: lines.never.map(Place.init),
            untaken: lines.untaken.map(Place.init),
            missed: Dictionary(uniqueKeysWithValues: missed),
            lost: lost?.ranges.map {
                Lost(place: Place($0.range), baseLine: $0.baseLine, architectures: $0.architectures)
            },
            files: lines.files.map(file))
    }

    private static func file(_ file: KernelLines.File) -> File {
        let added = file.diff.added
        let lines = file.marks.sorted { $0.key < $1.key }.map { number, marks in
            let ran = marks.filter { !$0.value.suites.isEmpty }
            return Line(
                number: number, changed: added.contains(number), counts: marks.mapValues(\.count),
                suites: ran.mapValues { $0.suites.sorted() })
        }
        return File(path: file.path, before: file.before, after: file.after, unseen: file.unseen, lines: lines)
    }
}
