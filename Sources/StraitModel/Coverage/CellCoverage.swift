// SPDX-License-Identifier: Apache-2.0

/// Which lines of its kernel a cell ran: the content of `coverage.json` in a cell's directory.
public struct CellCoverage: Sendable, Hashable, Codable {
    /// The schema's name and version.
    public static let currentSchema = "strait.coverage/1"
    /// The file's name in a cell's directory.
    public static let fileName = "coverage.json"

    /// A function as the compiler knows it.
    public struct Function: Sendable, Hashable, Codable {
        /// Its name.
        public var name: String
        /// Its first line.
        public var first: Int
        /// Its last line.
        public var last: Int

        /// Makes a function.
        public init(name: String, first: Int, last: Int) {
            self.name = name
            self.first = first
            self.last = last
        }
    }

    /// The ways on from a line.
    public struct Branches: Sendable, Hashable, Codable {
        /// The line.
        public var line: Int
        /// How often each way was taken, in the compiler's order.
        public var counts: [UInt64]

        /// Makes a value.
        public init(line: Int, counts: [UInt64]) {
            self.line = line
            self.counts = counts
        }
    }

    /// The lines of a file.
    public struct File: Sendable, Hashable, Codable {
        /// Its path in the tree.
        public var path: String
        /// The numbers of the lines that have code, ascending.
        public var lines: [Int]
        /// For each reading, how often each of these lines had run since the start of the kernel; nil where this reading lacks the
        /// file.
        public var counts: [[UInt64]?]
        /// Its functions, by their first lines.
        public var functions: [Function]
        /// The lines with several ways on, ascending; nil for a header. A way counts as taken if the last two readings say so.
        public var branches: [Branches]?

        /// Makes a file.
        public init(
            path: String, lines: [Int], counts: [[UInt64]?], functions: [Function], branches: [Branches]? = nil
        ) {
            self.branches = branches
            self.path = path
            self.lines = lines
            self.counts = counts
            self.functions = functions
        }
    }

    /// How often a function was called.
    public struct Calls: Sendable, Hashable, Codable {
        /// Its name.
        public var name: String
        /// How often it was called from the first workload on; nil where that cannot be seen.
        public var count: UInt64?
        /// Why that cannot be seen; nil where it can.
        public var unseen: String?

        /// Makes a value.
        public init(name: String, count: UInt64? = nil, unseen: String? = nil) {
            self.name = name
            self.count = count
            self.unseen = unseen
        }
    }

    /// The schema's name and version.
    public var schema: String
    /// What had run before each reading, in order: `boot`, `probe`, `hmm-tests`, `unload`, `log`.
    public var readings: [String]
    /// The files, sorted by path.
    public var files: [File]
    /// The functions whose calls were counted; nil where nobody asked for any.
    public var calls: [Calls]?

    /// Makes a value.
    public init(readings: [String], files: [File], calls: [Calls]? = nil) {
        self.calls = calls
        schema = Self.currentSchema
        self.readings = readings
        self.files = files
    }
}
