// SPDX-License-Identifier: Apache-2.0

/// What of a kernel counts the lines that run, and which of these lines patches have changed.
public struct KernelCoverage: Sendable, Hashable, Codable {
    /// The files whose lines are asked for, sorted by path.
    public var files: [CoverageFile]
    /// The C files whose objects are built with counters, sorted.
    public var sources: [String]
    /// Where the counts can be read with; nil before the kernel is built.
    public var tools: CoverageTools?

    /// Makes a value.
    public init(files: [CoverageFile], sources: [String], tools: CoverageTools? = nil) {
        self.files = files
        self.sources = sources
        self.tools = tools
    }
}

/// A file of a kernel's tree whose lines are asked for.
public struct CoverageFile: Sendable, Hashable, Codable {
    /// Its path in the tree.
    public var path: String
    /// SHA-256 of it without the patches; nil where the patches make it.
    public var before: String?
    /// SHA-256 of it with the patches.
    public var after: String
    /// What all patches together change in it: the hunks of a unified diff; empty where they change nothing.
    public var hunks: String
    /// Why none of its lines can be seen; nil where they can.
    public var unseen: String?

    /// Makes a value.
    public init(path: String, before: String?, after: String, hunks: String = "", unseen: String? = nil) {
        self.path = path
        self.before = before
        self.after = after
        self.hunks = hunks
        self.unseen = unseen
    }
}

/// What turns a guest's counts into lines: paths of this host.
public struct CoverageTools: Sendable, Hashable, Codable {
    /// The directory with the compiler's notes (`mm/rmap.gcno`).
    public var notes: String
    /// The root of the compiler's packages.
    public var toolchain: String
    /// Its program: `x86_64-linux-gnu-gcov-14`.
    public var program: String

    /// Makes a value.
    public init(notes: String, toolchain: String, program: String) {
        self.notes = notes
        self.toolchain = toolchain
        self.program = program
    }
}

/// The counters of a guest at one time, as the kernel gives them.
public struct CoverageReading: Sendable, Hashable {
    /// What had run since the reading before: `boot`, `probe`, a suite, a rung.
    public var label: String
    /// The content of each source's `.gcda` file, by the path of the source. A guest is not trusted: it may be anything.
    public var data: [String: [UInt8]]

    /// Makes a reading.
    public init(label: String, data: [String: [UInt8]] = [:]) {
        self.label = label
        self.data = data
    }
}
