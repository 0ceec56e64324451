// SPDX-License-Identifier: Apache-2.0

/// A series that is tested patch by patch, as `series.json` has it. Each step is a run in a directory of its own below.
public struct SeriesRecord: Sendable, Codable, Equatable {
    /// The name and version of the form.
    public static let currentSchema = "strait.series/1"
    /// The file's name in the directory of the series.
    public static let fileName = "series.json"

    /// The name and version of the form.
    public var schema: String
    /// The configuration's name.
    public var name: String
    /// The configuration's name of the kernel that has the patches.
    public var kernel: String
    /// When it began, ISO 8601 in UTC.
    public var started: String
    /// When it ended; nil while it has not.
    public var finished: String?
    /// The text of the configuration.
    public var configuration: String
    /// The command-line arguments of strait.
    public var arguments: [String]
    /// The architectures of the cells.
    public var architectures: [Architecture]
    /// The patches, in order.
    public var patches: [AppliedPatch]
    /// The steps so far: first the tree without patches, then one for each patch.
    public var steps: [SeriesStep]

    /// Makes a record without steps.
    public init(
        name: String, kernel: String, started: String, configuration: String, arguments: [String],
        architectures: [Architecture], patches: [AppliedPatch]
    ) {
        schema = Self.currentSchema
        self.name = name
        self.kernel = kernel
        self.started = started
        self.configuration = configuration
        self.arguments = arguments
        self.architectures = architectures
        self.patches = patches
        steps = []
    }

    /// How many steps there are when it has ended.
    public var stepCount: Int { patches.count + 1 }
}

/// A step of a series: the tree with the first so many patches.
public struct SeriesStep: Sendable, Codable, Equatable {
    /// The kernel of the step on one architecture.
    public struct Build: Sendable, Codable, Equatable {
        /// The architecture.
        public var architecture: Architecture
        /// Why it does not compile; nil if it does.
        public var error: String?
        /// All warnings of the compiler.
        public var warnings: [CompilerWarning]

        /// Makes a build.
        public init(architecture: Architecture, error: String? = nil, warnings: [CompilerWarning] = []) {
            self.architecture = architecture
            self.error = error
            self.warnings = warnings
        }
    }

    /// How many patches it has.
    public var number: Int
    /// Why its last patch does not apply; nil if it does.
    public var refusal: String?
    /// Its kernels, in the order of the architectures; empty if the patch does not apply.
    public var builds: [Build]
    /// The directory of its run, below that of the series; nil if no kernel could be booted.
    public var run: String?
    /// The directory of a second boot of the cells in which it changed something; nil if there are none.
    public var again: String?
    /// How long it took, in seconds.
    public var seconds: Double

    /// Makes a step.
    public init(
        number: Int, refusal: String? = nil, builds: [Build] = [], run: String? = nil, again: String? = nil,
        seconds: Double
    ) {
        self.number = number
        self.refusal = refusal
        self.builds = builds
        self.run = run
        self.again = again
        self.seconds = seconds
    }
}
