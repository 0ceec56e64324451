// SPDX-License-Identifier: Apache-2.0

extension Workload {
    /// All workloads, in the order in which a guest runs them.
    public static let all: [Workload] = [.devicePrivateMemory]
}
