// SPDX-License-Identifier: Apache-2.0

/// What a cell asks of its guest once the machine is the right one. A workload reads from it what there is for it to do.
public struct WorkloadRequest: Sendable, Hashable, Codable {
    /// Device memory to ask for, each request with an outcome of its own.
    public var deviceMemory: [DeviceMemoryRequest]
    /// The suites of tests to run, in this order.
    public var suites: [SuiteRequest]
    /// How often the probe is loaded and unloaded again at the end, to see whether something is left each time.
    public var reloads: Int

    /// A request; where nothing else is said, it is what a configuration without a word about its workload asks for.
    public init(
        deviceMemory: [DeviceMemoryRequest] = Self.standardDeviceMemory, suites: [SuiteRequest] = [.hmmTests],
        reloads: Int = 0
    ) {
        self.deviceMemory = deviceMemory
        self.suites = suites
        self.reloads = reloads
    }

    /// The device memory that is asked for where the configuration names none.
    public static let standardDeviceMemory = [DeviceMemoryRequest(Mebibytes(256))]

    /// The suite of that name, where it is asked for.
    public func suite(_ name: String) -> SuiteRequest? { suites.first { $0.name == name } }
}
