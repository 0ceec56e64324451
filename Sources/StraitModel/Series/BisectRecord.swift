// SPDX-License-Identifier: Apache-2.0

/// A point of a bisection: the tree with the first so many patches, or a commit.
public struct BisectPoint: Sendable, Codable, Equatable {
    /// What it is called: a patch's name, or the beginning of a commit's hash with its subject.
    public var name: String
    /// The commit's hash; nil for patches.
    public var commit: String?

    /// Makes a point.
    public init(name: String, commit: String? = nil) {
        self.name = name
        self.commit = commit
    }
}

/// What was seen of one kernel of a bisection.
public struct BisectTrial: Sendable, Codable, Equatable {
    /// How many boots showed the change.
    public var hits: Int
    /// How many boots had an answer.
    public var boots: Int
    /// Why it cannot be tested; nil if it can.
    public var skipped: String?

    /// Makes a trial.
    public init(hits: Int = 0, boots: Int = 0, skipped: String? = nil) {
        self.hits = hits
        self.boots = boots
        self.skipped = skipped
    }
}

/// A bisection, as `bisect.json` has it.
public struct BisectRecord: Sendable, Codable, Equatable {
    /// The name and version of the form.
    public static let currentSchema = "strait.bisect/1"
    /// The file's name in the directory of the bisection.
    public static let fileName = "bisect.json"

    /// What follows from taking the found change back on top of the bad end.
    public enum Proof: String, Sendable, Codable {
        /// Without it the bad end is as the good one.
        case proven
        /// Without it the bad end still shows the change.
        case refuted
        /// It cannot be taken back, or that kernel cannot be tested.
        case impossible
    }

    /// The name and version of the form.
    public var schema: String
    /// The configuration's name.
    public var name: String
    /// The configuration's name of the kernel.
    public var kernel: String
    /// When it began, ISO 8601 in UTC.
    public var started: String
    /// When it ended; nil while it has not.
    public var finished: String?
    /// The text of the configuration.
    public var configuration: String
    /// The command-line arguments of strait.
    public var arguments: [String]
    /// The questions that decide: `initialization`, `tests`, `log`.
    public var judged: [CellQuestion]
    /// From the good end to the bad one.
    public var points: [BisectPoint]
    /// Whether the bad end is better than the good one: then what is sought is what fixed it.
    public var isFix: Bool?
    /// The cells that show it, by their ids.
    public var cells: [String]
    /// What is different at the bad end, in sentences.
    public var changes: [String]
    /// What was seen of each point; nil where nothing was booted.
    public var trials: [BisectTrial?]
    /// How many boots without the change are needed for an error below 1 %; nil while that is not known.
    public var needed: Int?
    /// The first point that shows the change; nil if it was not found.
    public var first: Int?
    /// The point that the bad end was booted without, and what it showed.
    public var revert: BisectTrial?
    /// What that proves.
    public var proof: Proof?

    /// Makes a record of a bisection that has not begun.
    public init(
        name: String, kernel: String, started: String, configuration: String, arguments: [String],
        judged: [CellQuestion], points: [BisectPoint]
    ) {
        schema = Self.currentSchema
        self.name = name
        self.kernel = kernel
        self.started = started
        self.configuration = configuration
        self.arguments = arguments
        self.judged = judged
        self.points = points
        cells = []
        changes = []
        trials = points.map { _ in nil }
    }
}
