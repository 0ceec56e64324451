// SPDX-License-Identifier: Apache-2.0

import StraitConfig
import StraitModel

/// What a night is asked to do.
public struct NightRequest: Sendable {
    /// The cells, and the kernels that they name.
    public var matrix: Matrix
    /// The configuration as it was read.
    public var configuration: String
    /// What the configuration says of its nights.
    public var settings: NightlySettings
    /// How strait was called.
    public var arguments: [String]
    /// The directory of the nights; nil: one of strait's own.
    public var root: String?
    /// How many cells at the same time.
    public var jobs: Int?
    /// Where guests run.
    public var connection: String?
    /// Where strait keeps what is its own.
    public var locations: Locations

    /// A night to be.
    public init(
        matrix: Matrix, configuration: String, settings: NightlySettings, arguments: [String], root: String? = nil,
        jobs: Int? = nil, connection: String? = nil, locations: Locations
    ) {
        self.matrix = matrix
        self.configuration = configuration
        self.settings = settings
        self.arguments = arguments
        self.root = root
        self.jobs = jobs
        self.connection = connection
        self.locations = locations
    }
}
