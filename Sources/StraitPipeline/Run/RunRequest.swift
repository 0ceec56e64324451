// SPDX-License-Identifier: Apache-2.0

import StraitGuest
import StraitModel

/// What a run has to do.
public struct RunRequest: Sendable {
    /// The cells, and the kernels that they name.
    public var matrix: Matrix
    /// The text of the configuration.
    public var configuration: String
    /// The command-line arguments of strait.
    public var arguments: [String]
    /// The run's directory; created if it does not exist, resumed if it contains this run.
    public var output: String
    /// How many cells to run at once; nil for as many as the processors and the memory allow.
    public var jobs: Int?
    /// The libvirt URI for guests; nil for the embedded driver.
    public var connection: String?
    /// Where strait stores its files.
    public var locations: Locations
    /// The part of a larger matrix; nil for a whole one.
    public var shard: Shard?
    /// How guests run; nil for the fastest way that a boot proves to work.
    public var acceleration: Acceleration?
    /// A factor for every deadline, besides the measured speed of the host.
    public var patience = 1.0
    /// The images to boot; nil for those that the kernels' sources have now.
    public var images: [GuestImage]?
    /// What the user does in the guests besides the workload; their cells are not retried.
    public var visit: GuestVisit?
    /// A socket on which QEMU waits for a debugger before the first instruction; only for a single cell.
    public var debugSocket: String?
    /// Whether the history includes the run: a run of a configuration, and not an experiment.
    public var keepsHistory = false

    /// Makes a request.
    public init(
        matrix: Matrix, configuration: String, arguments: [String], output: String, jobs: Int? = nil,
        connection: String? = nil, locations: Locations, shard: Shard? = nil
    ) {
        self.matrix = matrix
        self.configuration = configuration
        self.arguments = arguments
        self.output = output
        self.jobs = jobs
        self.connection = connection
        self.locations = locations
        self.shard = shard
    }

    /// Where libvirt runs the guests.
    var address: GuestHost.Address {
        connection.map { .uri($0) } ?? .embedded(below: "\(locations.runtime)/libvirt")
    }
}
