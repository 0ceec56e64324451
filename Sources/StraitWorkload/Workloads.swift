// SPDX-License-Identifier: Apache-2.0

extension Workload {
    /// Every workload, in the order in which a guest runs them.
    public static let all: [Workload] = [.devicePrivateMemory]
}
