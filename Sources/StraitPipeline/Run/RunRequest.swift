// SPDX-License-Identifier: Apache-2.0

import StraitGuest
import StraitModel

/// What a run is asked to do.
public struct RunRequest: Sendable {
    /// The cells, and the kernels that they name.
    public var matrix: Matrix
    /// The configuration as it was read.
    public var configuration: String
    /// How strait was called.
    public var arguments: [String]
    /// The run's directory; made where it is not there, gone on with where it holds this run.
    public var output: String
    /// How many cells at the same time; nil: as many as the host's processors and memory allow.
    public var jobs: Int?
    /// Where guests run; nil: libvirt's embedded driver.
    public var connection: String?
    /// Where strait keeps what is its own.
    public var locations: Locations
    /// Which part of a larger matrix the cells are; nil: all of it.
    public var shard: Shard?
    /// How processors are run; nil: whatever a boot proves to work, the fastest first.
    public var acceleration: Acceleration?
    /// Stretches every deadline, besides what the measured speed of the host does.
    public var patience = 1.0
    /// Images to boot in place of what the kernels' sources have now; nil: what they have.
    public var images: [GuestImage]?
    /// What somebody does in the guests besides the workload; their cells are tried once.
    public var visit: GuestVisit?
    /// A socket on which QEMU waits for a debugger before the first instruction: for one cell.
    public var debugSocket: String?
    /// Whether the history knows of it: a run of a configuration, and not an experiment.
    public var keepsHistory = false

    /// A run to be.
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

    /// Where guests run, for libvirt.
    var address: GuestHost.Address {
        connection.map { .uri($0) } ?? .embedded(below: "\(locations.runtime)/libvirt")
    }
}
