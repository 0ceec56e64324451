// SPDX-License-Identifier: Apache-2.0

/// A checked configuration: what `strait run` works from.
public struct Matrix: Sendable, Equatable, Codable {
    /// The configuration's name.
    public var name: String
    /// The kernels that it names, in the order of the file.
    public var kernels: [KernelRequest]
    /// The cells in a stable order, each id once.
    public var cells: [Cell]
    /// What the configuration says that the cells will do; the first rule that fits a cell is its.
    public var expectations: [ExpectationRule]
    /// What a user has to know of the configuration although it stops nothing: rules that say something of no cell.
    public var notes: [String]
    /// Boundaries to look for among the cells.
    public var searches: [Search]
    /// Cells that answer one question between them.
    public var groups: [PlannedGroup]
    /// Where the cells stand in the whole matrix, for a part of one; nil for a whole one.
    public var places: [Int]?
    /// What it is a part of; nil for a whole one.
    public var whole: Shard.Whole?

    /// A matrix.
    public init(
        name: String, kernels: [KernelRequest], cells: [Cell], expectations: [ExpectationRule] = [],
        notes: [String] = [], searches: [Search] = [], groups: [PlannedGroup] = []
    ) {
        self.name = name
        self.kernels = kernels
        self.cells = cells
        self.expectations = expectations
        self.notes = notes
        self.searches = searches
        self.groups = groups
    }

    /// What the configuration says that a cell will do: the first rule that fits it.
    public func expectation(for cell: Cell) -> CellExpectation? {
        expectations.first { $0.match.matches(cell) }?.expectation
    }

    /// Takes cells away. A search is whole or none at all: where a part of its values is left, each of them is asked about.
    public mutating func removeCells(where isUnwanted: (Cell) -> Bool) {
        cells.removeAll(where: isUnwanted)
        guard !searches.isEmpty || !groups.isEmpty else { return }
        let left = Set(cells.map(\.id))
        groups = groups.compactMap { $0.restricted(to: left) }
        searches.removeAll { search in !search.candidates.allSatisfy { left.contains($0.cell) } }
    }
}

/// What a run was asked to do, and by what: the content of `run.json`.
public struct RunRecord: Sendable, Codable, Equatable {
    /// The schema's name and version.
    public static let currentSchema = "strait.request/2"

    /// The host that ran it.
    public struct Host: Sendable, Codable, Equatable {
        /// Its name.
        public var name: String
        /// Its operating system and kernel.
        public var system: String
        /// Processors that strait may use.
        public var cores: Int
        /// Memory in MiB.
        public var memoryMiB: Int

        /// A host.
        public init(name: String, system: String, cores: Int, memoryMiB: Int) {
            self.name = name
            self.system = system
            self.cores = cores
            self.memoryMiB = memoryMiB
        }
    }

    /// The schema's name and version.
    public var schema: String
    /// The run's id: the configuration's name and the time it started.
    public var id: String
    /// The configuration's name.
    public var name: String
    /// Start, ISO 8601 in UTC.
    public var started: String
    /// The configuration file as it was read, byte for byte.
    public var configuration: String
    /// How strait was called.
    public var arguments: [String]
    /// Where it ran.
    public var host: Host
    /// Versions of strait, QEMU, libvirt, libssh; by name.
    public var tools: [String: String]
    /// The kernels that the configuration names, in the order of the file.
    public var kernels: [KernelRequest]
    /// The images that were booted.
    public var images: [GuestImage]
    /// The cells, in order; results refer to them by their ids.
    public var cells: [Cell]
    /// Cells that answer one question between them.
    public var groups: [PlannedGroup]
    /// Whether the configuration says what its cells will do; where it does not, a verdict is only against the run before.
    public var hasExpectations: Bool
    /// Which part of a matrix it is; nil for a whole one.
    public var shard: Shard?
    /// Where the cells stand in the whole matrix, for a part of one.
    public var places: [Int]?
    /// What it is a part of; nil for a whole one.
    public var whole: Shard.Whole?
    /// Boundaries to look for; their cells are among `cells`, and only those of them have a result that were needed. Nil where there
    /// is none.
    public var searches: [Search]?
    /// How the guests' processors were run, and how fast this host is; nil in a run of more than one host.
    public var speeds: [GuestSpeed]?
    /// Id of the run that the verdicts are taken against: the one before of the same configuration. Nil for the first.
    public var since: String?
    /// Its place among the runs of its configuration, from 1 on: their order, whatever a clock says. Nil where nobody counts.
    public var sequence: Int?

    /// A run's record.
    public init(
        id: String, name: String, started: String, configuration: String, arguments: [String], host: Host,
        tools: [String: String], kernels: [KernelRequest] = [], images: [GuestImage], cells: [Cell],
        groups: [PlannedGroup] = [], hasExpectations: Bool = false, shard: Shard? = nil, places: [Int]? = nil,
        whole: Shard.Whole? = nil, searches: [Search] = [], speeds: [GuestSpeed]? = nil
    ) {
        schema = Self.currentSchema
        self.id = id
        self.name = name
        self.started = started
        self.configuration = configuration
        self.arguments = arguments
        self.host = host
        self.tools = tools
        self.kernels = kernels
        self.images = images
        self.cells = cells
        self.groups = groups
        self.hasExpectations = hasExpectations
        self.shard = shard
        self.places = places
        self.whole = whole
        self.searches = searches.isEmpty ? nil : searches
        self.speeds = speeds
    }

    /// Ids of the cells, in order.
    public var cellIDs: [String] { cells.map(\.id) }
}

/// All results of a run: the content of `results.json`, there from the first finished cell on.
public struct RunResults: Sendable, Codable, Equatable {
    /// The schema's name and version.
    public static let currentSchema = "strait.run/1"

    /// The schema's name and version.
    public var schema: String
    /// The run's id.
    public var id: String
    /// Start, ISO 8601 in UTC.
    public var started: String
    /// End, ISO 8601 in UTC; nil while the run goes on, or where it was cut off.
    public var finished: String?
    /// The cells that have a result, in the order of the matrix.
    public var cells: [CellResult]
    /// What the run's searches found; nil for a run without any.
    public var searches: [SearchResult]?

    /// A run's results.
    public init(
        id: String, started: String, finished: String?, cells: [CellResult], searches: [SearchResult]? = nil
    ) {
        schema = Self.currentSchema
        self.id = id
        self.started = started
        self.finished = finished
        self.cells = cells
        self.searches = searches
    }
}
