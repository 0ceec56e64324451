// SPDX-License-Identifier: Apache-2.0

/// A suite of tests that a cell requests.
public struct SuiteRequest: Sendable, Hashable, Codable {
    /// Its name in configurations and results.
    public var name: String
    /// Only these of its tests, by their names as the suite prints them; nil for all of them.
    public var only: [String]?

    /// Makes a request for a suite, or for some of its tests.
    public init(_ name: String, only: [String]? = nil) {
        self.name = name
        self.only = only
    }
}
