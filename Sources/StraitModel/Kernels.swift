// SPDX-License-Identifier: Apache-2.0

/// Where a kernel comes from, as a configuration writes it: `debian:trixie-backports`.
public struct KernelSource: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The kind of source: `debian`, `files`, `tree`.
    public var scheme: String
    /// The rest: a suite, a directory.
    public var reference: String

    /// Makes a source.
    public init(scheme: String, reference: String) {
        self.scheme = scheme
        self.reference = reference
    }

    /// Parses `SCHEME:REFERENCE`; nil without a scheme of letters or without a reference.
    public init?(parsing text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, parts[0].allSatisfy({ $0.isASCII && $0.isLetter })
        else { return nil }
        self.init(scheme: String(parts[0]), reference: String(parts[1]))
    }

    /// `SCHEME:REFERENCE`.
    public var description: String { "\(scheme):\(reference)" }

    /// Decodes from its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let source = KernelSource(parsing: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a kernel source: \(text)")
        }
        self = source
    }

    /// Encodes as its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A kernel that a configuration names, with its possible sources. The first one that is available is used and
/// recorded.
public struct KernelRequest: Sendable, Hashable, Codable {
    /// The configuration's name of it.
    public var name: String
    /// Sources in order of preference; never empty.
    public var sources: [KernelSource]
    /// Patches for the source, in order: paths of files, directories and mailboxes, patterns, `-`, and
    /// `git:REPO@RANGE`.
    public var patches: [String]
    /// Which of the patches are applied; nil for all.
    public var subset: PatchSubset?
    /// The configuration for a kernel that is built here: nil for strait's small one, `own` for the tree's `.config`,
    /// else the path of a file.
    public var config: String?
    /// Options on top of strait's own configuration, each `NAME=VALUE` without `CONFIG_`: `HUGETLBFS=y`, `PREEMPT=n`.
    public var options: [String]
    /// What counts the lines that run; nil for nothing.
    public var coverage: CoverageRequest?
    /// Functions whose calls are counted in each guest; they change nothing of the kernel.
    public var functions: [String]

    /// Makes a request.
    public init(
        name: String, sources: [KernelSource], patches: [String] = [], config: String? = nil, options: [String] = [],
        coverage: CoverageRequest? = nil, functions: [String] = []
    ) {
        self.name = name
        self.sources = sources
        self.patches = patches
        self.config = config
        self.options = options
        self.coverage = coverage
        self.functions = functions
    }

    /// The default kernel: the newest that Debian has for each architecture. If the backports of a port are behind, the
    /// next release has it.
    public static let standard = KernelRequest(
        name: "stock",
        sources: ["trixie-backports", "forky"].map { KernelSource(scheme: "debian", reference: $0) })

    /// Whether the kernel has to be built here, even if its source has a ready one.
    public var isChanged: Bool { !patches.isEmpty || config != nil || !options.isEmpty || coverage != nil }

    enum CodingKeys: String, CodingKey { case name, sources, patches, subset, config, options, coverage, functions }

    /// Decodes a request; older records have no patches or options.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        sources = try container.decode([KernelSource].self, forKey: .sources)
        patches = try container.decodeIfPresent([String].self, forKey: .patches) ?? []
        subset = try container.decodeIfPresent(PatchSubset.self, forKey: .subset)
        config = try container.decodeIfPresent(String.self, forKey: .config)
        options = try container.decodeIfPresent([String].self, forKey: .options) ?? []
        coverage = try container.decodeIfPresent(CoverageRequest.self, forKey: .coverage)
        functions = try container.decodeIfPresent([String].self, forKey: .functions) ?? []
    }

    /// Encodes a request; options only where there are some.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(sources, forKey: .sources)
        try container.encode(patches, forKey: .patches)
        try container.encodeIfPresent(subset, forKey: .subset)
        try container.encodeIfPresent(config, forKey: .config)
        if !options.isEmpty { try container.encode(options, forKey: .options) }
        try container.encodeIfPresent(coverage, forKey: .coverage)
        if !functions.isEmpty { try container.encode(functions, forKey: .functions) }
    }
}

extension StraitError.Kind {
    /// A kernel that does not compile, or cannot be configured as requested: no verdict, and never retried. `git bisect
    /// run` skips such a commit.
    public static let kernelBuild = StraitError.Kind(rawValue: "kernel-build")
    /// A patch that does not apply to this tree, or that the tree has already: a wrong request, except for a bisection,
    /// where another commit may take it.
    public static let patchConflict = StraitError.Kind(rawValue: "patch-conflict")
}

extension StraitError {
    /// Whether what was asked for cannot be: exit code 2 of every command but `repro`.
    public var isWrongRequest: Bool { kind == .request || kind == .patchConflict }
}

/// A kernel with its initramfs, ready to boot.
public struct GuestImage: Sendable, Codable, Equatable {
    /// The architecture it is for.
    public var architecture: Architecture
    /// The configuration's name of the kernel.
    public var kernel: String
    /// The source that was used.
    public var source: KernelSource
    /// `uname -r`.
    public var release: String
    /// The exact version of the packages, or the tree's commit.
    public var version: String
    /// Path of the kernel.
    public var kernelPath: String
    /// Path of the initramfs, without a run's keys.
    public var initramfsPath: String
    /// SHA-256 of the kernel.
    public var kernelSHA256: String
    /// SHA-256 of the initramfs.
    public var initramfsSHA256: String
    /// What the kernel and its image contain.
    public var facts: KernelFacts
    /// Notes on the choice, one line each: why a preferred source was not used, or that the index of the used one has
    /// expired.
    public var passedOver: [String]
    /// The patches for the source; nil if there are none.
    public var patches: [AppliedPatch]?
    /// What counts the lines that run; nil for nothing.
    public var coverage: KernelCoverage?
    /// What the compiler warned of, of a kernel that was built here; nil where there is nothing, or where nobody knows.
    public var warnings: [CompilerWarning]?

    /// Makes an image.
    public init(
        architecture: Architecture, kernel: String, source: KernelSource, release: String, version: String,
        kernelPath: String, initramfsPath: String, kernelSHA256: String, initramfsSHA256: String, facts: KernelFacts,
        passedOver: [String] = [], patches: [AppliedPatch]? = nil, coverage: KernelCoverage? = nil,
        warnings: [CompilerWarning]? = nil
    ) {
        self.architecture = architecture
        self.kernel = kernel
        self.source = source
        self.release = release
        self.version = version
        self.kernelPath = kernelPath
        self.initramfsPath = initramfsPath
        self.kernelSHA256 = kernelSHA256
        self.initramfsSHA256 = initramfsSHA256
        self.facts = facts
        self.passedOver = passedOver
        self.patches = patches
        self.coverage = coverage
        self.warnings = warnings
    }
}

extension KernelSource {
    /// The character before a version, for the kinds of source that have versions.
    private static let versionMarks: [String: Character] = ["debian": "="]

    /// The source with a version named; unchanged if its kind has no versions.
    public func pinned(to version: String) -> KernelSource {
        guard let mark = Self.versionMarks[scheme] else { return self }
        return KernelSource(scheme: scheme, reference: reference.prefix { $0 != mark } + "\(mark)\(version)")
    }
}
