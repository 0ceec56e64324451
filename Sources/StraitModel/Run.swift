// SPDX-License-Identifier: Apache-2.0

/// A checked configuration with its cells: the input of `strait run`.
public struct Matrix: Sendable, Equatable, Codable {
    /// The configuration's name.
    public var name: String
    /// The kernels that it names, in the order of the file.
    public var kernels: [KernelRequest]
    /// The cells in a stable order, each id once.
    public var cells: [Cell]
    /// The expectations; the first rule that fits a cell applies.
    public var expectations: [ExpectationRule]
    /// Warnings for the user: rules that apply to no cell.
    public var notes: [String]
    /// The searches among the cells.
    public var searches: [Search]
    /// The groups of cells.
    public var groups: [PlannedGroup]
    /// The positions of the cells in the whole matrix, for a part of one; else nil.
    public var places: [Int]?
    /// The whole that it is a part of; nil for a whole matrix.
    public var whole: Shard.Whole?

    /// Makes a matrix.
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

    /// The expectation for a cell: that of the first rule that fits.
    public func expectation(for cell: Cell) -> CellExpectation? {
        expectations.first { $0.match.matches(cell) }?.expectation
    }

    /// Removes cells. If a search loses some of its cells, it is dissolved, and its other cells are all run.
    public mutating func removeCells(where isUnwanted: (Cell) -> Bool) {
        cells.removeAll(where: isUnwanted)
        guard !searches.isEmpty || !groups.isEmpty else { return }
        let left = Set(cells.map(\.id))
        groups = groups.compactMap { $0.restricted(to: left) }
        searches.removeAll { search in !search.candidates.allSatisfy { left.contains($0.cell) } }
    }
}

/// What a run was asked to do, and by which tools: the content of `run.json`.
public struct RunRecord: Sendable, Codable, Equatable {
    /// The schema's name and version.
    public static let currentSchema = "strait.request/2"

    /// The host that ran it.
    public struct Host: Sendable, Codable, Equatable {
        /// Its name.
        public var name: String
        /// Its operating system and kernel.
        public var system: String
        /// The number of processors that strait may use.
        public var cores: Int
        /// Memory in MiB.
        public var memoryMiB: Int

        /// Makes a host.
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
    /// The command-line arguments of strait.
    public var arguments: [String]
    /// The host it ran on.
    public var host: Host
    /// Versions of strait, QEMU, libvirt, libssh; by name.
    public var tools: [String: String]
    /// The kernels that the configuration names, in the order of the file.
    public var kernels: [KernelRequest]
    /// The images that were booted.
    public var images: [GuestImage]
    /// The cells, in order; results refer to them by their ids.
    public var cells: [Cell]
    /// The groups of cells.
    public var groups: [PlannedGroup]
    /// Whether the configuration has expectations; without, verdicts are only against the run before.
    public var hasExpectations: Bool
    /// The part of the matrix; nil for a whole one.
    public var shard: Shard?
    /// The positions of the cells in the whole matrix, for a part of one.
    public var places: [Int]?
    /// The whole that it is a part of; nil for a whole one.
    public var whole: Shard.Whole?
    /// The searches. Their cells are among `cells`, but only those that were needed have results. Nil if there are
    /// none.
    public var searches: [Search]?
    /// How the guests ran, and the speed of this host; nil for a run on several hosts.
    public var speeds: [GuestSpeed]?
    /// Id of the run that verdicts are compared with: the previous one of the same configuration. Nil for the first.
    public var since: String?
    /// Its number among the runs of its configuration, from 1, independent of the clock. Nil if it was not counted.
    public var sequence: Int?

    /// Makes a record.
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

/// All results of a run: the content of `results.json`, which exists as soon as a cell has finished.
public struct RunResults: Sendable, Codable, Equatable {
    /// The schema's name and version.
    public static let currentSchema = "strait.run/1"

    /// The schema's name and version.
    public var schema: String
    /// The run's id.
    public var id: String
    /// Start, ISO 8601 in UTC.
    public var started: String
    /// End, ISO 8601 in UTC; nil while the run goes on, or if it was cut off.
    public var finished: String?
    /// The cells that have a result, in the order of the matrix.
    public var cells: [CellResult]
    /// The results of the run's searches; nil for a run without any.
    public var searches: [SearchResult]?

    /// Makes results.
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
