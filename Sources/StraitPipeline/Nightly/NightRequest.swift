// SPDX-License-Identifier: Apache-2.0

import StraitConfig
import StraitModel

/// What a night has to do.
public struct NightRequest: Sendable {
    /// The cells, and the kernels that they name.
    public var matrix: Matrix
    /// The text of the configuration.
    public var configuration: String
    /// The configuration's settings for nights.
    public var settings: NightlySettings
    /// The command-line arguments of strait.
    public var arguments: [String]
    /// The directory of the nights; nil for strait's own.
    public var root: String?
    /// How many cells to run at once; nil for as many as the host allows.
    public var jobs: Int?
    /// The libvirt URI for guests; nil for the embedded driver.
    public var connection: String?
    /// Where strait stores its files.
    public var locations: Locations

    /// Makes a request.
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
