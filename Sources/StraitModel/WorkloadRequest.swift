// SPDX-License-Identifier: Apache-2.0

/// What a cell runs in its guest. A workload reads its part from it.
public struct WorkloadRequest: Sendable, Hashable, Codable {
    /// Requests for device memory, each with its own outcome.
    public var deviceMemory: [DeviceMemoryRequest]
    /// The suites of tests to run, in this order.
    public var suites: [SuiteRequest]
    /// How often the probe is unloaded and loaded again at the end, to see whether anything is left behind.
    public var reloads: Int
    /// How `test_hmm` is loaded; nil for as it is.
    public var testHMM: TestHMMRequest?

    /// Makes a request; the defaults are those of a configuration that says nothing about the workload.
    public init(
        deviceMemory: [DeviceMemoryRequest] = Self.standardDeviceMemory, suites: [SuiteRequest] = [.hmmTests],
        reloads: Int = 0, testHMM: TestHMMRequest? = nil
    ) {
        self.deviceMemory = deviceMemory
        self.suites = suites
        self.reloads = reloads
        self.testHMM = testHMM
    }

    /// The device memory that is requested if the configuration names none.
    public static let standardDeviceMemory = [DeviceMemoryRequest(Mebibytes(256))]

    /// The suite with a name; nil if it is not requested.
    public func suite(_ name: String) -> SuiteRequest? { suites.first { $0.name == name } }
}
