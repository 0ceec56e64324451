// SPDX-License-Identifier: Apache-2.0

import StraitModel

/// Which lines of a kernel ran in a run, over all cells, per architecture.
public struct KernelLines: Sendable, Equatable {
    /// A file of the kernel's tree.
    public struct File: Sendable, Equatable {
        /// Its path in the tree.
        public var path: String
        /// SHA-256 without the patches, and with them; nil for a file that the patches make.
        public var before: String?
        /// SHA-256 with the patches.
        public var after: String
        /// What the patches change in it.
        public var diff: DiffHunks
        /// What is known of each line that can run.
        public var marks: [Int: [Architecture: LineMark]] = [:]
        /// How often each way on from a line was taken, in the compiler's order.
        public var branches: [Int: [Architecture: [UInt64]]] = [:]
        /// Its functions.
        public var functions: [CellCoverage.Function] = []
        /// Why nothing is known of it on an architecture.
        public var unseen: [Architecture: String] = [:]

        /// The changed lines that can run somewhere, ascending.
        public var changed: [Int] { diff.added.intersection(marks.keys).sorted() }

        /// The function that a line belongs to: the innermost, which begins last.
        public func function(of line: Int) -> String? {
            functions.last { $0.first <= line && line <= $0.last }?.name
        }
    }

    /// Lines of one function, one after the other.
    public struct Range: Sendable, Equatable {
        /// The path of the file.
        public var path: String
        /// The first and the last line.
        public var lines: ClosedRange<Int>
        /// The function; nil if they belong to none.
        public var function: String?
        /// How many of the lines can run.
        public var count: Int
    }

    /// How many changed lines an architecture has.
    public struct Total: Sendable, Equatable {
        /// The architecture.
        public var architecture: Architecture
        /// Those that can run.
        public var canRun: Int
        /// Those that ran.
        public var ran: Int
    }

    /// The configuration's name of the kernel.
    public var kernel: String
    /// The architectures that something is known of.
    public var architectures: [Architecture]
    /// Those with counters of which no guest told what it counted.
    public var silent: [Architecture]
    /// Whether any of its objects counts.
    public var counts: Bool
    /// The files, by path.
    public var files: [File]

    /// Joins what the cells of a kernel counted. `images`: those of this kernel that count, at least one.
    public init(kernel: String, images: [GuestImage], cells: [(architecture: Architecture, coverage: CellCoverage)]) {
        self.kernel = kernel
        let told = Set(cells.filter { !$0.coverage.readings.isEmpty }.map(\.architecture))
        architectures = told.sorted()
        let counting = images.filter { $0.coverage?.sources.isEmpty == false }.map(\.architecture)
        silent = Set(counting).subtracting(told).sorted()
        counts = !counting.isEmpty
        var files: [String: File] = [:]
        for image in images { Self.add(image, to: &files) }
        for (architecture, coverage) in cells { Self.add(coverage, architecture, to: &files) }
        for path in files.keys { Self.finish(&files[path], told) }
        self.files = files.values.sorted { $0.path < $1.path }
    }

    private static func add(_ image: GuestImage, to files: inout [String: File]) {
        for source in image.coverage?.files ?? [] {
            let made = File(
                path: source.path, before: source.before, after: source.after, diff: DiffHunks(parsing: source.hunks))
            var file = files[source.path] ?? made
            // Lines of two versions of a file cannot be joined.
            let isOther = file.after != source.after || file.before != source.before
            let reason = isOther ? "its kernel has another version of the file" : source.unseen
            if let reason { file.unseen[image.architecture] = reason }
            files[source.path] = file
        }
    }

    private static func add(_ coverage: CellCoverage, _ architecture: Architecture, to files: inout [String: File]) {
        for counted in coverage.files {
            guard var file = files[counted.path], file.unseen[architecture] == nil else { continue }
            for (line, mark) in counted.marks(readings: coverage.readings) {
                file.marks[line, default: [:]][architecture, default: LineMark()].add(mark)
            }
            for ways in counted.branches ?? [] {
                file.branches[ways.line, default: [:]][architecture] = joined(
                    file.branches[ways.line]?[architecture], ways.counts)
            }
            let known = Set(file.functions)
            file.functions += counted.functions.filter { !known.contains($0) }
            files[counted.path] = file
        }
    }

    /// Kernels with pages of two sizes can have different ways on from a line: then the longer list stands alone.
    private static func joined(_ earlier: [UInt64]?, _ counts: [UInt64]) -> [UInt64] {
        guard let earlier else { return counts }
        guard earlier.count == counts.count else { return earlier.count > counts.count ? earlier : counts }
        return zip(earlier, counts).map { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 }
    }

    private static func finish(_ file: inout File?, _ architectures: Set<Architecture>) {
        file?.functions.sort { ($0.first, -$0.last, $0.name) < ($1.first, -$1.last, $1.name) }
        let seen = Set(file?.marks.values.flatMap(\.keys) ?? [])
        for architecture in architectures.subtracting(seen) where file?.unseen[architecture] == nil {
            file?.unseen[architecture] = "no object that counts has code of it"
        }
    }

    /// Whether patches change anything that can run.
    public var hasChanges: Bool { files.contains { !$0.diff.hunks.isEmpty } }

    /// How many changed lines can run on any architecture.
    public var canRun: Int { files.reduce(0) { $0 + $1.changed.count } }

    /// The numbers of changed lines per architecture, of all files or of one.
    public func totals(of file: File? = nil) -> [Total] {
        architectures.map { architecture in
            let marks = (file.map { [$0] } ?? files).flatMap { file in
                file.changed.compactMap { file.marks[$0]?[architecture] }
            }
            return Total(architecture: architecture, canRun: marks.count, ran: marks.count { $0.count > 0 })
        }
    }

    /// How many changed lines each suite ran, on any architecture, by name.
    public var suites: [(name: String, lines: Int)] {
        var lines: [String: Int] = [:]
        for file in files {
            for line in file.changed {
                let suites = file.marks[line]?.values.reduce(into: Set<String>()) { $0.formUnion($1.suites) } ?? []
                for suite in suites { lines[suite, default: 0] += 1 }
            }
        }
        let order = ["boot", "probe"]
        return lines.map { (name: $0.key, lines: $0.value) }.sorted { left, right in
            (order.firstIndex(of: left.name) ?? order.count, left.name)
                < (order.firstIndex(of: right.name) ?? order.count, right.name)
        }
    }

    /// The changed lines that can run and ran nowhere.
    public var never: [Range] {
        files.flatMap { file in
            file.ranges(among: file.changed) { line in file.marks[line]?.values.allSatisfy { $0.count == 0 } ?? false }
        }
    }

    /// The changed lines that ran, but from which one way on was never taken, on no architecture that ran them: of
    /// `if (error) return error;` the return often has no code of its own.
    public var untaken: [Range] {
        files.flatMap { file in
            file.ranges(among: file.changed) { line in
                let ran = (file.marks[line] ?? [:]).filter { $0.value.count > 0 }.keys
                return !ran.isEmpty && ran.allSatisfy { file.branches[line]?[$0]?.contains(0) ?? false }
            }
        }
    }

    /// The changed lines that ran somewhere, but not on this architecture, where they can.
    public func missed(on architecture: Architecture) -> [Range] {
        files.flatMap { file in
            file.ranges(among: file.changed) { line in
                guard let marks = file.marks[line], let own = marks[architecture] else { return false }
                return own.count == 0 && marks.values.contains { $0.count > 0 }
            }
        }
    }
}

extension KernelLines.File {
    /// Lines that fit, joined where no other line of `lines` lies between them and they belong to one function.
    func ranges(among lines: [Int], where fits: (Int) -> Bool) -> [KernelLines.Range] {
        var ranges: [KernelLines.Range] = []
        var isOpen = false
        for line in lines {
            guard fits(line) else {
                isOpen = false
                continue
            }
            let function = function(of: line)
            if isOpen, let last = ranges.last, last.function == function {
                ranges[ranges.count - 1].lines = last.lines.lowerBound...line
                ranges[ranges.count - 1].count += 1
            } else {
                ranges.append(KernelLines.Range(path: path, lines: line...line, function: function, count: 1))
            }
            isOpen = true
        }
        return ranges
    }
}
